import { TICK_MS } from './ticker.js';

/** The fewest ticks without a packet before audio can count as lost, whatever the clock says: a stalled thread is not a lost line. */
const LEAST_LOST_TICKS = 25;
/** Comfort noise (RFC 3389): "it is quiet here", sent once and then only when the background changes. Servers send it unasked. */
const COMFORT_NOISE = 13;
/** An announced silence may last as long as the longest pauses in hold music before it counts as loss. */
const LONGEST_QUIET_MS = 30_000;

/** Watches whether packets keep arriving. */
export class PacketWatch {
  readonly #lostAfterMs: number;
  readonly #now: () => number;
  #lastAt: number | undefined;
  #quietTicks = 0;
  #quietAnnounced = false;

  /** @param now milliseconds of a clock that only runs forward */
  constructor(lostAfterMs: number, now: () => number = () => performance.now()) {
    this.#lostAfterMs = lostAfterMs;
    this.#now = now;
  }

  /** A genuine packet of this payload type arrived. */
  came(payloadType: number): void {
    this.#lastAt = this.#now();
    this.#quietTicks = 0;
    this.#quietAnnounced = payloadType === COMFORT_NOISE;
  }

  /** The audio starts over, and gets time to arrive. */
  restart(): void {
    if (this.#lastAt !== undefined) this.#lastAt = this.#now();
    this.#quietTicks = 0;
  }

  /** `TICK_MS` passed during which a packet could have been received. */
  tick(): void {
    this.#quietTicks += 1;
  }

  get justCame(): boolean {
    return this.#quietTicks <= 1;
  }

  /** Packets have arrived recently. */
  get alive(): boolean {
    return this.#lastAt !== undefined && this.#now() - this.#lastAt < this.#allowedMs;
  }

  /** None arrived for too long after some had. */
  get lost(): boolean {
    if (this.#lastAt === undefined || this.#now() - this.#lastAt <= this.#allowedMs) return false;
    return this.#quietTicks >= Math.min(LEAST_LOST_TICKS, this.#lostAfterMs / TICK_MS / 2);
  }

  get #allowedMs(): number {
    return this.#quietAnnounced ? Math.max(LONGEST_QUIET_MS, this.#lostAfterMs) : this.#lostAfterMs;
  }
}
