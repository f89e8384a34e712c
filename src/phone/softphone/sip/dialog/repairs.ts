import type { Timings } from '../timings.js';
import { linkLost } from './endings.js';
import type { Leg } from './leg.js';

/** A line never has more legs at once, so more BYEs and CANCELs are not worth keeping. */
const MOST_OWED = 20;

/**
 * Repairs what a lost connection leaves behind. Audio continues without it, but the server keeps the dialogs tied to the dead connection.
 * Neither REGISTER nor UPDATE fixes that; a re-INVITE within the dialog does (seen on the real servers).
 */
export class Repairs {
  readonly #timings: Timings;
  #owed: (() => Promise<void>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(timings: Timings) {
    this.#timings = timings;
  }

  /** Keeps a BYE or CANCEL that did not get through, to send it again once the line is registered again. */
  owe(farewell: () => Promise<void>): void {
    this.#owed = [...this.#owed, farewell].slice(-MOST_OWED);
  }

  /** The connection is lost. `wanted`: a new one is coming; legs without audio are given up if it takes too long. */
  lost(legs: readonly Leg[], wanted: boolean): void {
    // A leg that is not answered yet depends on the old connection: its answer can no longer arrive.
    for (const leg of legs) {
      if (leg.state !== 'early') continue;
      if (leg.withdraw !== undefined) this.owe(leg.withdraw);
      leg.end(linkLost);
    }
    if (wanted) this.#watch(legs);
  }

  #watch(legs: readonly Leg[]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const leg of legs)
        if (leg.state === 'answered' && !leg.media.alive) leg.bye(linkLost).catch(() => undefined);
    }, this.#timings.repairMs);
  }

  /** The line is registered again. */
  repair(legs: readonly Leg[]): void {
    clearTimeout(this.#timer);
    for (const farewell of this.#owed.splice(0)) farewell().catch(() => undefined);
    for (const leg of legs) if (leg.state === 'answered') leg.session.keep();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
