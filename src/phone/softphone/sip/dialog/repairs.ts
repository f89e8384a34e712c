import type { Timings } from '../timings.js';
import { linkLost } from './endings.js';
import type { Leg } from './leg.js';

/** More farewells than a line has legs at once are not worth remembering. */
const MOST_OWED = 20;

/**
 * What a lost connection leaves behind. Audio goes on without it, but the server keeps the dialogs tied to the dead connection:
 * neither REGISTER nor UPDATE mends that, a re-INVITE within the dialog does (seen against the real server).
 */
export class Repairs {
  readonly #timings: Timings;
  #owed: (() => Promise<void>)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(timings: Timings) {
    this.#timings = timings;
  }

  /** A hang-up or a CANCEL that did not get through: it is sent again when the line is registered again. */
  owe(farewell: () => Promise<void>): void {
    this.#owed = [...this.#owed, farewell].slice(-MOST_OWED);
  }

  /** The connection went. `wanted`: it is to come back; legs without audio are given up when it does not in time. */
  lost(legs: readonly Leg[], wanted: boolean): void {
    // A leg that is not answered yet hangs on the old connection: nothing can bring its answer any more.
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
