import type { EventTrouble } from '../../world.js';
import type { Chance } from '../random.js';

/** An event that waits for the one after it to overtake it goes out after this all the same. */
const OVERTAKEN_WITHIN_MS = 200;

/** Sends events as late as the real service does, and as badly as the scenario says. */
export class Misdelivery {
  readonly #timers = new Set<NodeJS.Timeout>();
  #held: (() => void) | undefined;
  trouble: EventTrouble = {};
  dropped = 0;

  constructor(
    private readonly delayMs: readonly [number, number],
    private readonly draw: Chance,
  ) {}

  deliver(send: () => void): void {
    const { dropped, doubled, reordered, delayMs } = this.trouble;
    if (dropped) {
      this.dropped++;
      return;
    }
    const go = reordered ? () => this.#overtaken(send) : send;
    const ms = delayMs ?? this.draw.between(...this.delayMs);
    this.#after(ms, go);
    if (doubled) this.#after(ms, go);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #overtaken(send: () => void): void {
    const held = this.#held;
    if (held) {
      this.#held = undefined;
      send();
      held();
      return;
    }
    this.#held = send;
    this.#after(OVERTAKEN_WITHIN_MS, () => {
      if (this.#held !== send) return;
      this.#held = undefined;
      send();
    });
  }

  #after(ms: number, then: () => void): void {
    if (ms <= 0) {
      then();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer);
  }
}
