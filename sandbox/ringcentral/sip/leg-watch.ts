import type { RtpLeg } from '../media/rtp-leg.js';
import type { SipTimes } from './sip-leg.js';

export interface LegWatchOptions {
  readonly times: SipTimes;
  readonly rtp: RtpLeg;
  /** Sends a session refresh; `answered` with the status of its answer. */
  readonly refresh: (answered: (status: number) => void) => void;
  /** The client does not know the call any more. */
  readonly unknown: () => void;
  /** The client is gone, for this reason. */
  readonly giveUp: (why: string) => void;
}

/** What the service does to find out that a client is gone: session refreshes, and a watch on its audio. And a stray datagram now and then. */
export class LegWatch {
  readonly #options: LegWatchOptions;
  #timers: NodeJS.Timeout[] = [];
  #next: NodeJS.Timeout | undefined;

  constructor(options: LegWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    const { times, rtp, giveUp } = this.#options;
    const { refreshAfterMs, junkEveryMs, mediaTimeoutMs } = times;
    this.#refreshIn(refreshAfterMs);
    if (junkEveryMs > 0) this.#timers.push(setInterval(() => rtp.sendJunk(), junkEveryMs));
    const listen = (): void => {
      if ((rtp.silentForMs() ?? 0) > mediaTimeoutMs) giveUp('Media timeout');
    };
    this.#timers.push(setInterval(listen, Math.min(1_000, mediaTimeoutMs / 2)));
  }

  /** Does not wait for the next refresh: the call was handed over. */
  refreshSoon(): void {
    this.#refreshIn(this.#options.times.refreshAfterHandOverMs);
  }

  stop(): void {
    clearTimeout(this.#next);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  #refreshIn(ms: number): void {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#refresh(), ms);
  }

  #refresh(): void {
    const { times, refresh, unknown, giveUp } = this.#options;
    const unanswered = setTimeout(() => giveUp('Session timer'), times.refreshAnswerMs);
    this.#timers.push(unanswered);
    refresh((status) => {
      clearTimeout(unanswered);
      if (status === 481) unknown();
      else if (this.#timers.length > 0) this.#refreshIn(times.refreshAfterMs);
    });
  }
}
