/** Every wait of a line, in ms. Tests shorten them; the reasons stand next to the defaults. */
export interface Timings {
  /** TCP and TLS to the proxy; a healthy one takes well under a second. */
  readonly connectMs: number;
  /**
   * A proxy that is not connected, or has not answered its first REGISTER, within this time is left for the next one, if there is one. Four
   * silent proxies in a row (RingCentral lists four) must fit into `startMs`.
   */
  readonly standByMs: number;
  /** From `start` to registered, all attempts together. */
  readonly startMs: number;
  /**
   * To the first reply to a request; in a call, both forms of it together. RingCentral answers within a second, and a hunt has other lines.
   */
  readonly replyMs: number;
  /** From the INVITE to the answer. The numbers we dial answer within a few rings. */
  readonly ringMs: number;
  /**
   * How often to REGISTER: as often as RingCentral's own softphone. A dead connection is noticed after this plus `replyMs` at the latest.
   */
  readonly registerEveryMs: number;
  /** The pause after a refused registration: nothing changes quickly. */
  readonly refusedPauseMs: number;
  /** Pauses before reconnecting; the last one repeats. Each is varied by a quarter, so that 30 lines do not reconnect at once. */
  readonly reconnectPausesMs: readonly number[];
  /** After this long without a packet on an answered leg whose far side had been sending, the line is lost. Noticed well within 5 s. */
  readonly mediaLostMs: number;
  /** After the connection dropped, a leg without running media is given up after this long. */
  readonly repairMs: number;
  /** The shortest session we keep to, whatever the server states (RFC 4028 §4: 90 s): a shorter one would flood the call with re-INVITEs. */
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
