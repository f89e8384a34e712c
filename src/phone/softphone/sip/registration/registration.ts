import { type RefusalName, refusalWords } from '../../../api/refusals.js';
import { refusalOfRegistration } from '../../../api/which-refusal.js';
import { parameterOf } from '../message/address.js';
import type { Log } from '../message/log.js';
import { header, headers, type SipHeader, type SipRequest, type SipResponse } from '../message/message.js';
import { ALLOW, type Self, token } from '../message/self.js';
import { statedSeconds } from '../message/stated-time.js';
import { SoftphoneError, type SoftphoneErrorCode } from '../softphone-error.js';
import type { Timings } from '../timings.js';
import { type Exchange, exchange } from '../transaction/authenticated.js';
import type { Transactions } from '../transaction/transactions.js';

/** RingCentral's own softphone asks for the same. */
const WANTED_SECONDS = 3600;
/** A shorter one would only cause traffic. */
const SHORTEST_SECONDS = 10;
/** The longest pause we accept, even if the server asks for weeks. */
const LONGEST_PAUSE_MS = 10 * 60_000;
/** Fresh credentials may fix both of these; any other refusal has nothing to do with the line's own settings. */
const CODES: ReadonlyMap<RefusalName, SoftphoneErrorCode> = new Map([
  ['wrong-password', 'credentials-refused'],
  ['signed-in-elsewhere', 'credentials-refused'],
]);
/** Unregistering must not delay a stop for long. */
const UNREGISTER_MS = 1_000;

export interface RegistrationOptions {
  readonly self: Self;
  readonly transactions: Transactions;
  readonly timings: Timings;
  /** How long to wait for a reply to REGISTER at the moment. */
  readonly replyMs: () => number;
  readonly log: Log;
  readonly onRegistered: () => void;
  readonly onFailed: (error: SoftphoneError) => void;
  /** No reply at all: the connection is dead although it looks open. */
  readonly onSilent: () => void;
}

/** Keeps the line registered while the connection is up. */
export class Registration {
  registered = false;
  readonly #options: RegistrationOptions;
  readonly #callId = `${token()}${token()}`;
  #cseq = 0;
  #wantedSeconds = WANTED_SECONDS;
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(options: RegistrationOptions) {
    this.#options = options;
  }

  /** The connection is up: registers now and at regular intervals. */
  run(): void {
    clearTimeout(this.#timer);
    const round = ++this.#round;
    void this.#register(round);
  }

  /** The connection is down. */
  pause(): void {
    this.#round += 1;
    this.registered = false;
    clearTimeout(this.#timer);
  }

  /** Unregisters, without waiting long. */
  async leave(): Promise<void> {
    const was = this.registered;
    this.pause();
    if (was) await this.#exchange(0, UNREGISTER_MS).catch(() => undefined);
  }

  async #register(round: number): Promise<void> {
    let outcome: SipResponse | SoftphoneError;
    try {
      outcome = (await this.#exchange(this.#wantedSeconds, this.#options.replyMs())).response;
    } catch (error) {
      outcome =
        error instanceof SoftphoneError
          ? error
          : new SoftphoneError('line-lost', 'The registration failed with an internal error.');
    }
    if (round !== this.#round) return;
    const nextMs = outcome instanceof SoftphoneError ? this.#onNoReply(outcome) : this.#onReply(outcome);
    if (nextMs !== undefined && round === this.#round) this.#timer = setTimeout(() => this.run(), nextMs);
  }

  #onNoReply(error: SoftphoneError): undefined {
    this.registered = false;
    this.#options.log('warn', 'The registration got no reply.', { code: error.code });
    if (error.code === 'silent') this.#options.onSilent();
    return undefined;
  }

  #onReply(response: SipResponse): number {
    const { timings, log } = this.#options;
    const { status } = response;
    if (status < 300) {
      const before = this.registered;
      this.registered = true;
      if (!before) this.#options.onRegistered();
      return Math.min(timings.registerEveryMs, expiresOf(response) * 500);
    }
    if (status === 423) {
      this.#wantedSeconds = Math.max(this.#wantedSeconds, statedSeconds(header(response, 'Min-Expires')) ?? 0);
      return timings.replyMs / 5;
    }
    this.registered = false;
    log('warn', 'The registration was refused.', { status });
    const name = refusalOfRegistration(status);
    this.#options.onFailed(new SoftphoneError(CODES.get(name) ?? 'not-registered', refusalWords(name), { status }));
    return pauseAfterRefusal(header(response, 'Retry-After'), timings.refusedPauseMs);
  }

  #exchange(seconds: number, replyMs: number): Promise<Exchange> {
    const { self, transactions } = this.#options;
    const build = (extra: readonly SipHeader[]): SipRequest => {
      this.#cseq += 1;
      return {
        kind: 'request',
        method: 'REGISTER',
        uri: `sip:${self.credentials.domain}`,
        headers: [
          { name: 'Via', value: self.via() },
          { name: 'Max-Forwards', value: '70' },
          { name: 'From', value: `<${self.uri}>;tag=${token()}` },
          { name: 'To', value: `<${self.uri}>` },
          { name: 'Call-ID', value: this.#callId },
          { name: 'Contact', value: `${self.contact};reg-id=1;+sip.instance=${self.instance}` },
          { name: 'Expires', value: String(seconds) },
          { name: 'Allow', value: ALLOW },
          { name: 'User-Agent', value: self.userAgent },
          ...extra,
          { name: 'CSeq', value: `${this.#cseq} REGISTER` },
        ],
        body: '',
      };
    };
    return exchange(self, transactions, { build, limits: { replyMs } });
  }
}

/** How long to wait after a refusal (ms): what the server asks for, within reason, or the usual pause. */
export function pauseAfterRefusal(retryAfter: string | undefined, usualMs: number): number {
  const seconds = statedSeconds(retryAfter, [1, LONGEST_PAUSE_MS / 1000]);
  return seconds === undefined ? usualMs : seconds * 1000;
}

/** How long the registration lasts: our contact's own value, else the reply's, else what we asked for. */
function expiresOf(response: SipResponse): number {
  const stated = headers(response, 'Contact')
    .map((contact) => parameterOf(contact, 'expires'))
    .concat(header(response, 'Expires'))
    .map((text) => statedSeconds(text))
    .filter((seconds): seconds is number => seconds !== undefined && seconds > 0);
  return Math.max(SHORTEST_SECONDS, Math.min(WANTED_SECONDS, ...stated));
}
