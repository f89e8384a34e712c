/** Every wait of a line, in ms. Tests shorten them; the reasons stand beside the defaults. */
export interface Timings {
  /** TCP and TLS to the proxy; a healthy one takes well under a second. */
  readonly connectMs: number;
  /**
   * A proxy that has not been reached, or has not answered its first REGISTER, within this is left for the next while there is one. Four
   * silent ones in a row, as many as RingCentral names, must fit into `startMs`.
   */
  readonly standByMs: number;
  /** From `start` to registered, all attempts together. */
  readonly startMs: number;
  /** To the first reply to a request, in a call to both forms of it; RingCentral answers within a second, and a hunt has other lines. */
  readonly replyMs: number;
  /** From the INVITE to the answer. The numbers we dial pick up within a few rings. */
  readonly ringMs: number;
  /** REGISTER again, as often as RingCentral's own softphone: a dead connection shows at the latest after this and `replyMs`. */
  readonly registerEveryMs: number;
  /** After a refused registration: nothing changes quickly. */
  readonly refusedPauseMs: number;
  /** Pauses before connecting again; the last one repeats. Each is varied by a quarter, so that 30 lines do not knock at once. */
  readonly reconnectPausesMs: readonly number[];
  /** No packet for so long on an answered leg whose far side had been sending: the line is lost. Noticed well within 5 s. */
  readonly mediaLostMs: number;
  /** After the connection dropped, a leg without running media is given up after this. */
  readonly repairMs: number;
  /** The shortest session we keep to, whatever the server states (RFC 4028 §4: 90 s): a shorter one would be a storm of re-INVITEs. */
  readonly leastSessionSeconds: number;
}

export const defaultTimings: Timings = {
  connectMs: 5_000,
  standByMs: 2_500,
  startMs: 15_000,
  replyMs: 5_000,
  ringMs: 90_000,
  registerEveryMs: 30_000,
  refusedPauseMs: 60_000,
  reconnectPausesMs: [250, 1_000, 2_000, 5_000, 10_000, 30_000],
  mediaLostMs: 4_000,
  repairMs: 30_000,
  leastSessionSeconds: 90,
};

/** Between 75 % and 125 % of a pause. */
export function varied(pauseMs: number): number {
  return pauseMs * (0.75 + Math.random() / 2);
}
