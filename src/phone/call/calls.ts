import type { Ear } from '../../hunter/ports/ear.js';
import type { CallRef, DialRequest, DialResult, PhoneFact } from '../../hunter/ports/phone.js';
import type { CallEnd } from '../../hunter/terms.js';
import type { DialogState, LegEnd, Softphone } from '../softphone/sip/softphone.js';
import type { Lent } from '../softphone/softphones.js';

/** A call this process placed, until it is over or handed over. */
export interface LiveCall {
  readonly request: DialRequest;
  /** The name of our SIP leg; each way that is tried has its own, so that a late word of a former one is not taken for it. */
  leg: string;
  stopFollowing: () => void;
  /** The result of the dial, and whether it is decided yet. */
  dialing: Promise<DialResult> | undefined;
  decided: boolean;
  /** Set when the call is to be dropped. */
  unwanted: boolean;
  ids: { readonly sessionId: string; readonly partyId: string } | undefined;
  lent: Lent | undefined;
  /** Our SIP leg is in the call. */
  legAlive: boolean;
  hears: boolean;
  /** By which another process can go on with it; undefined until it is answered. */
  dialog: DialogState | undefined;
  /** Who tells that the destination answered. */
  answerFrom: 'leg' | 'session';
  answered: boolean;
  over: boolean;
  /** Facts that came before the dial was decided; told right after. */
  held: PhoneFact[];
  /** The end of our leg that came before, too; told last. */
  heldEnd: LegEnd | undefined;
  handOver: HandOverInHand | undefined;
}

/** A hand-over under way: the end of the call may then be its success. */
interface HandOverInHand {
  readonly ends: CallEnds;
  readonly done: Promise<unknown>;
}

/** Where a hand-over under way is told that its call may be over. */
export interface CallEnds {
  /** Our leg has ended: the agent hung up, or the hand-over itself did it. */
  legEnded(end: LegEnd): void;
  /** The session shows that the call is over, which may be the hand-over's own doing. */
  sessionEnded(end: Pick<LegEnd, 'cause' | 'reason'>): void;
  /** Nobody is to be handed over any more: the call is dropped, or left to another owner. */
  cancel(): void;
}

function newCall(request: DialRequest): LiveCall {
  return {
    request,
    leg: request.callId,
    stopFollowing: () => {},
    dialing: undefined,
    decided: false,
    unwanted: false,
    ids: undefined,
    lent: undefined,
    legAlive: false,
    hears: false,
    dialog: undefined,
    answerFrom: 'leg',
    answered: false,
    over: false,
    held: [],
    heldEnd: undefined,
    handOver: undefined,
  };
}

/** Handed-over calls are remembered, so that a late drop never ends a talk. */
const REMEMBERED = 2_000;

/** The calls of this process, and what is told of them. */
export class Calls {
  readonly #calls = new Map<string, LiveCall>();
  readonly #handedOver = new Set<string>();
  readonly #listeners = new Set<(fact: PhoneFact) => void>();

  constructor(
    private readonly ear: Ear,
    /** Called once when a call is over for us, before it is told. */
    private readonly onClosed: (call: LiveCall) => void,
  ) {}

  get size(): number {
    return this.#calls.size;
  }

  get(callId: string): LiveCall | undefined {
    return this.#calls.get(callId);
  }

  add(request: DialRequest): LiveCall {
    const call = newCall(request);
    this.#calls.set(request.callId, call);
    return call;
  }

  /** The call is its taker's now: taker and agent talk, and no drop may touch it any more. */
  isHandedOver(callId: string): boolean {
    return this.#handedOver.has(callId);
  }

  handedOver(callId: string): void {
    this.#handedOver.add(callId);
    for (const oldest of this.#handedOver) {
      if (this.#handedOver.size <= REMEMBERED) break;
      this.#handedOver.delete(oldest);
    }
  }

  /** The softphone with the call on it, if it is there. */
  softphoneOf(callId: string): Softphone | undefined {
    const call = this.#calls.get(callId);
    return call?.decided && call.legAlive && !call.over ? call.lent?.softphone : undefined;
  }

  onFact(listener: (fact: PhoneFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(fact: PhoneFact): void {
    for (const listener of [...this.#listeners]) listener(fact);
  }

  /** Facts of a call that is still being dialed wait until the dial is decided. */
  tell(call: LiveCall, fact: PhoneFact): void {
    if (call.decided) this.emit(fact);
    else call.held.push(fact);
  }

  answered(call: LiveCall): void {
    if (call.over || call.answered) return;
    call.answered = true;
    this.tell(call, { callId: call.request.callId, type: 'answered' });
  }

  /** The call is over: cleaned up, and told once. */
  finish(call: LiveCall, end: CallEnd, reason: string): void {
    if (call.over) return;
    this.close(call);
    this.emit({ callId: call.request.callId, type: 'ended', end, reason });
  }

  /** Cleans up without telling; the line is given back unless somebody took it over. */
  close(call: LiveCall): void {
    if (call.over) return;
    call.over = true;
    call.legAlive = false;
    call.stopFollowing();
    if (call.hears) this.ear.close(call.request.callId);
    call.lent?.giveBack();
    if (this.#calls.get(call.request.callId) === call) this.#calls.delete(call.request.callId);
    this.onClosed(call);
  }

  /** Tells what happened while the dial was being decided; the dialer hears of its success first. */
  release(call: LiveCall): void {
    setImmediate(() => {
      for (const fact of call.held.splice(0)) {
        if (call.over) return;
        if (fact.type === 'answered') this.answered(call);
        else this.emit(fact);
      }
    });
  }
}

/** The call as the hunt names it, once RingCentral's ids are known. */
export function refOf(call: LiveCall): CallRef | undefined {
  const { callId, line } = call.request;
  return call.ids === undefined || call.ids.sessionId === '' ? undefined : { callId, line, ...call.ids };
}
