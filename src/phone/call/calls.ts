import type { Ear } from '../../hunter/ports/ear.js';
import type { CallRef, DialRequest, DialResult, PhoneFact } from '../../hunter/ports/phone.js';
import type { CallEnd } from '../../hunter/terms.js';
import type { DialogState, LegEnd, Softphone } from '../softphone/sip/softphone.js';
import type { Lent } from '../softphone/softphones.js';

/** A call this process placed, until it is over or handed over. */
export interface LiveCall {
  readonly request: DialRequest;
  /** The name of our SIP leg. Each attempt has a leg of its own, so that late news of an earlier one cannot be mistaken for this one's. */
  leg: string;
  stopFollowing: () => void;
  /** The pending result of the dial, and whether it is decided. */
  dialing: Promise<DialResult> | undefined;
  decided: boolean;
  /** Set when the call is to be dropped. */
  unwanted: boolean;
  ids: { readonly sessionId: string; readonly partyId: string } | undefined;
  lent: Lent | undefined;
  /** Our SIP leg is in the call. */
  legAlive: boolean;
  hears: boolean;
  /** With this another process can take up the call; undefined until it is answered. */
  dialog: DialogState | undefined;
  /** Where we learn that the destination answered. */
  answerFrom: 'leg' | 'session';
  answered: boolean;
  over: boolean;
  /** Facts that arrived before the dial was decided; reported right after it. */
  held: PhoneFact[];
  /** The end of our leg, if it came before that; reported last. */
  heldEnd: LegEnd | undefined;
  handOver: HandOverInHand | undefined;
}

/** A hand-over in progress: the end of the call may then mean that it succeeded. */
interface HandOverInHand {
  readonly ends: CallEnds;
  readonly done: Promise<unknown>;
}

/** How a hand-over in progress learns that its call may be over. */
export interface CallEnds {
  /** Our leg has ended: the agent hung up, or the hand-over itself caused it. */
  legEnded(end: LegEnd): void;
  /** The session shows that the call is over, which the hand-over itself may have caused. */
  sessionEnded(end: Pick<LegEnd, 'cause' | 'reason'>): void;
  /** Stop the hand-over: the call is being dropped, or left to another owner. */
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

/** How many handed-over calls are remembered, so that a late drop never ends a conversation. */
const REMEMBERED = 2_000;

/** The calls of this process, and the facts reported about them. */
export class Calls {
  readonly #calls = new Map<string, LiveCall>();
  readonly #handedOver = new Set<string>();
  readonly #listeners = new Set<(fact: PhoneFact) => void>();

  constructor(
    private readonly ear: Ear,
    /** Called once when a call is over for us, before the end is reported. */
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

  /** The call now belongs to its taker: taker and agent are talking, and no drop may touch it any more. */
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

  /** The softphone that carries the call, if any. */
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

  /** Facts about a call that is still being dialed wait until the dial is decided. */
  tell(call: LiveCall, fact: PhoneFact): void {
    if (call.decided) this.emit(fact);
    else call.held.push(fact);
  }

  answered(call: LiveCall): void {
    if (call.over || call.answered) return;
    call.answered = true;
    this.tell(call, { callId: call.request.callId, type: 'answered' });
  }

  /** The call is over: cleans up, and reports the end once. */
  finish(call: LiveCall, end: CallEnd, reason: string): void {
    if (call.over) return;
    this.close(call);
    this.emit({ callId: call.request.callId, type: 'ended', end, reason });
  }

  /** Cleans up without reporting; gives the line back unless somebody took it over. */
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

  /** Reports what happened before the dial was decided; its caller learns first that it succeeded. */
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

/** The call as the hunt refers to it, once RingCentral's ids are known. */
export function refOf(call: LiveCall): CallRef | undefined {
  const { callId, line } = call.request;
  return call.ids === undefined || call.ids.sessionId === '' ? undefined : { callId, line, ...call.ids };
}
