import type { AudioRing } from '../../../hunter/base/audio-ring.js';
import type { Key } from '../../../hunter/terms.js';

/** A server a line may register with: SIP over TLS. */
export interface SipProxy {
  /** `host:port` */
  readonly address: string;
  /** The part of the world it serves, as the phone service names it (`NA`); absent if it does not say. */
  readonly region?: string;
}

/** From the API's `sip-info` of an OtherPhone device. */
export interface SipCredentials {
  readonly domain: string;
  /** `host:port` of a TLS proxy: the first one listed, which need not be the nearest. */
  readonly proxy: string;
  /** All listed proxies with their regions; absent when `proxy` is the only one. */
  readonly proxies?: readonly SipProxy[];
  readonly username: string;
  readonly password: string;
  readonly authorizationId: string;
}

/** All proxies of a line, at least one. */
export function proxiesOf({ proxy, proxies }: Pick<SipCredentials, 'proxy' | 'proxies'>): readonly SipProxy[] {
  return proxies ?? [{ address: proxy }];
}

/**
 * Why a leg could not be placed or how it ended, or how a placed call ended. `status` is the SIP status, if there was one. `busy` with a
 * status is only what the server said (see `endOfStatus`).
 */
export interface LegEnd {
  readonly cause: 'far-end' | 'us' | 'busy' | 'no-answer' | 'refused' | 'line-lost';
  readonly status?: number;
  /** One sentence for the log and the thread. */
  readonly reason: string;
}

/**
 * How our requests within a dialog are addressed. `standard`: by RFC 3261, to the far side's contact along the route set. `plain`: as
 * RingCentral's own softphone library does it, without routes; the only form seen to work on the real servers.
 */
export type DialogForm = 'standard' | 'plain';

/**
 * What another process needs to continue an answered leg: how its requests name the dialog, and the numbers it must stay above. It contains
 * nothing of the audio: key and port are created again.
 */
export interface DialogState {
  readonly callId: string;
  readonly localTag: string;
  /** From and To of our requests, with their tags. */
  readonly local: string;
  readonly remote: string;
  readonly target: string;
  readonly routes: readonly string[];
  /** The form of requests that the server is known to accept; absent for the standard one. */
  readonly form?: DialogForm | undefined;
  /** The last CSeq and the last SDP version that may have been used. */
  readonly cseq: number;
  readonly sdpSession: number;
  readonly sdpVersion: number;
}

export type LegFact = { readonly leg: string } & (
  | { readonly type: 'ringing' }
  | { readonly type: 'answered' }
  /** The leg's dialog is established or its state has changed: store it for a process that takes up the call. Rare. */
  | { readonly type: 'dialog'; readonly dialog: DialogState }
  /** The far side pressed a key (a telephone event, RFC 4733). */
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'ended'; readonly end: LegEnd }
);

/** The ids RingCentral sends in `p-rc-api-ids`; absent on inbound legs. */
export interface LegIds {
  readonly sessionId?: string;
  readonly partyId?: string;
}

/** How to recognize a call that was transferred to us. */
export interface ExpectedCaller {
  readonly number: string;
  readonly sessionId: string;
  /** The caller's short number, if the call may come from inside the account: such a call shows nothing else. */
  readonly extensionNumber?: string;
}

/**
 * A line that hears: one headless softphone in a worker thread of its own. The caller chooses the name `leg`, which is unique on the line.
 * Every promise settles in bounded time; failures reject with a `SoftphoneError` (see `softphone-error.ts`).
 */
export interface Softphone {
  /** Connects and registers; resolves once registered. Then stays registered, reconnecting after growing pauses. */
  start(): Promise<void>;
  /**
   * Places a leg. Resolves as soon as the far side is being reached (183 or 200). `audio` gets what is heard: a leg with it is a call that
   * waits for an agent, one without rings a person. Rejects with `too-many-calls`, with nothing sent, when the line has no room.
   */
  dial(leg: string, number: string, audio?: AudioRing): Promise<LegIds>;
  /**
   * Answers, as `leg`, the next inbound INVITE that is marked auto-answer (call-out's first leg). Rejects after `withinMs`. Any other
   * inbound INVITE is left ringing. With `from`, an INVITE from this number or extension, or one that names this session, is answered too:
   * a call of ours that was transferred here.
   */
  answerNext(
    leg: string,
    withinMs: number,
    audio?: AudioRing,
    from?: ExpectedCaller,
  ): Promise<LegIds & { readonly sipCallId: string }>;
  /**
   * Continues, as `leg`, an answered call of a former process: ties its dialog to this line by a re-INVITE with our own audio. Resolves
   * once the far side's audio arrives. Rejects with `call-refused` (and the status) when the server refused; the call itself is then unchanged.
   */
  resume(leg: string, dialog: DialogState, audio?: AudioRing): Promise<void>;
  /** Another process continues the call: our audio stops, the server is told nothing, and the line will not unregister. */
  letGo(leg: string): Promise<void>;
  press(leg: string, key: Key): Promise<void>;
  /** Plays 8 kHz mono linear samples; resolves at the end, or early when the leg ends or another `say` replaces it. */
  say(leg: string, samples: Int16Array): Promise<void>;
  /**
   * From now on, sends what `fromLeg` hears on `toLeg`, at most 200 ms late (older audio is dropped), until one of them ends. Nothing goes
   * the other way. Each leg has at most one listener: a second one replaces the first.
   */
  relay(fromLeg: string, toLeg: string): Promise<void>;
  hangUp(leg: string): Promise<void>;
  /**
   * REFER: transfers the far end of `leg` to `target`. With `inPlaceOf`, another answered leg of this line, it is connected to that leg's
   * far end instead (Replaces, RFC 3891), and nobody is rung. Resolves when the phone service says that it worked; rejects with
   * `transfer-refused`, or with `transfer-unconfirmed` when the outcome did not arrive within `withinMs` or a leg ended first.
   */
  refer(leg: string, target: string, withinMs: number, inPlaceOf?: string): Promise<void>;
  onFact(listener: (fact: LegFact) => void): () => void;
  stop(): Promise<void>;
}
