import type { AudioEnd } from '../media/frame.js';

export type PartyCode = 'Setup' | 'Proceeding' | 'Answered' | 'Disconnected' | 'Gone' | 'Hold' | 'VoiceMail';

export interface PartyStatus {
  readonly code: PartyCode;
  readonly reason?: string;
  readonly peerId?: { readonly sessionId: string; readonly telephonySessionId: string; readonly partyId: string };
}

/** Who somebody in a call is. Ids are strings here; the directory decides how it prints them. */
export interface Identity {
  readonly phoneNumber?: string;
  readonly extensionId?: string;
  readonly extensionNumber?: string;
  readonly deviceId?: string;
  readonly name?: string;
}

/** Who ended a call, as the story tells it. */
export type EndedBy = 'caller' | 'destination' | 'agent' | 'taker' | 'network' | 'nobody-answered' | 'world';

/** What stands behind a party once it is in the call: a softphone's SIP leg, the destination, a desk phone, a mailbox. */
export interface Leg {
  readonly kind: 'sip' | 'destination' | 'phone' | 'mailbox' | 'deaf';
  readonly audio: AudioEnd;
  /** The exchange ends it. Not called when the leg itself hung up. */
  end(): void;
  /** Its softphone or phone is now joined to the other person of a hand-over. */
  joined?(other: Leg): void;
  /** It is part of a hand-over that is done. */
  handedOver?(): void;
}

/** A leg that placed the call and waits for it to be answered. */
export interface CallerLeg extends Leg {
  /** Ids of the call are known; early media may flow. */
  progress(sessionId: string, partyId: string): void;
  answered(): void;
  /** Not answered and never will be: a SIP status. */
  failed(status: number): void;
}

/** What a station is handed when it is called. */
export interface Ring {
  readonly sessionId: string;
  /** The call to the destination that this ring is about: a hand-over's, or the session itself. */
  readonly forCall: string;
  readonly caller: Identity;
  readonly throughQueue?: boolean;
  /** Sound before the answer (ringback as the far network plays it). */
  early(audio: AudioEnd): void;
  /** Picks up. `hungUp` must be called when the leg ends the call itself. False: too late. */
  accept(leg: Leg, who?: Identity): boolean;
  /** A SIP status: 486 busy, 603 declined, 480 unavailable. */
  refuse(status: number): void;
  /** The leg that accepted hangs up. */
  hungUp(by: EndedBy): void;
}

/** Something that can be called. Returns what to do when the caller gives up first. */
export interface Station {
  ring(ring: Ring): () => void;
}

/** Where a number leads. `inside`: an extension, queue or number of the firm, which behaves unlike the public network. */
export interface Route {
  readonly kind: 'destination' | 'inside';
  readonly to: Identity;
  readonly station: Station;
  readonly throughQueue?: boolean;
}

/** Statuses with which a far end refuses, in the telephony API's words. */
export const REASON_OF: Readonly<Record<number, string>> = {
  486: 'TargetBusy',
  603: 'Rejected',
  480: 'NoAnswer',
  404: 'InvalidNumber',
};

/** One side of a call, with the status the telephony API shows. */
export class Party {
  readonly id: string;
  readonly direction: 'Outbound' | 'Inbound';
  readonly from: Identity;
  readonly to: Identity;
  owner: Identity;
  #status: PartyStatus = { code: 'Setup' };
  muted = false;
  standAlone = false;
  leg: Leg | undefined;
  /** Stops a ring in progress. */
  stopRinging: (() => void) | undefined;

  constructor(
    id: string,
    direction: 'Outbound' | 'Inbound',
    from: Identity,
    to: Identity,
    owner: Identity,
    private readonly onStatus: (party: Party) => void,
  ) {
    this.id = id;
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.owner = owner;
  }

  get status(): PartyStatus {
    return this.#status;
  }

  set status(status: PartyStatus) {
    this.#status = status;
    this.onStatus(this);
  }

  /** In the call, or on its way into it. */
  get present(): boolean {
    return this.status.code !== 'Disconnected' && this.status.code !== 'Gone';
  }
}
