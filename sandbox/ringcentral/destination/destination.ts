import type { Story } from '../../story.js';
import type { DestinationPlan } from '../../world.js';
import type { Ring, Station } from '../exchange/party.js';
import { looped, RINGBACK } from '../media/tones.js';
import { type Chance, chance } from '../random.js';
import { type CallWorld, DestinationCall } from './call.js';
import type { Sounds } from './sounds.js';

export interface DestinationOptions {
  readonly plan: DestinationPlan;
  readonly seed: number;
  readonly sounds: Sounds;
  readonly story: Story;
  /** A call began to wait on hold. */
  readonly onHold?: (sessionId: string) => void;
  /** Slack id of the person whose direct number this is, ten digits. */
  readonly personOf?: (number: string) => string | undefined;
}

/** What all calls to one destination share: who was turned away already, and how many agents are left. */
export class Destination {
  readonly #options: DestinationOptions;
  readonly #world: CallWorld;
  readonly #attempts = new Map<string, number>();
  #calls = 0;
  #agents = 0;

  constructor(options: DestinationOptions) {
    this.#options = options;
    this.#world = { personOf: () => undefined, ...options, nextAgent: () => this.#nextAgent() };
  }

  /** A number of the destination; `menu: none` for its direct line. */
  station(menu: DestinationPlan['menu']): Station {
    return { ring: (ring) => this.#ring(ring, menu) };
  }

  #ring(ring: Ring, menu: DestinationPlan['menu']): () => void {
    const { plan, seed } = this.#options;
    const index = this.#calls++;
    if (index < (plan.busyFirst ?? 0)) {
      ring.refuse(486);
      return () => undefined;
    }
    ring.early(looped(RINGBACK));
    const answer = setTimeout(() => this.#answer(ring, menu, index, chance(seed, `call ${index}`)), plan.ringMs);
    return () => clearTimeout(answer);
  }

  #answer(ring: Ring, menu: DestinationPlan['menu'], index: number, draw: Chance): void {
    const call = new DestinationCall(ring, this.#world, draw);
    if (!ring.accept(call)) return;
    const rareAnnouncement = this.#options.plan.rareAnnouncement?.inCalls.includes(index) ?? false;
    void call.run({ menu, turnedAway: this.#turnsAway(ring, draw), rareAnnouncement });
  }

  /** “Share of calls that are turned away, by attempt”: attempts count per calling line. */
  #turnsAway(ring: Ring, draw: Chance): boolean {
    const { tooBusy } = this.#options.plan;
    const line = ring.caller.phoneNumber ?? ring.caller.extensionId ?? '';
    const attempt = this.#attempts.get(line) ?? 0;
    this.#attempts.set(line, attempt + 1);
    return draw.next() < (tooBusy[Math.min(attempt, tooBusy.length - 1)] ?? 0);
  }

  #nextAgent(): number | undefined {
    const most = this.#options.plan.agents;
    if (most !== undefined && this.#agents >= most) return undefined;
    return this.#agents++;
  }
}
