import type {
  CallEnd,
  DialWay,
  EarStage,
  HandOverOutcome,
  Key,
  Lesson,
  Line,
  ListenOutcome,
  Phrase,
  Recording,
  RingTarget,
  Verdict,
} from '../terms.js';

export interface DialRequest {
  readonly callId: string;
  readonly line: Line;
  readonly destinationId: string;
  readonly number: string;
}

export type DialResult =
  | {
      readonly outcome: 'dialled';
      readonly sessionId: string;
      readonly partyId: string;
      readonly way: DialWay;
      readonly hears: boolean;
    }
  | { readonly outcome: 'refused'; readonly end: CallEnd; readonly reason: string };

/** Events on a call, as they happen. */
export type PhoneFact = { readonly callId: string } & (
  | { readonly type: 'way-refused'; readonly way: DialWay; readonly reason: string }
  | { readonly type: 'answered' }
  | { readonly type: 'heard'; readonly verdict: Verdict }
  /** The call goes on, but the ear can no longer hear it. */
  | { readonly type: 'hearing-lost' }
  /** The person listening in has hung up. */
  | { readonly type: 'listener-left' }
  /** The person listening in pressed a key on their own phone. */
  | { readonly type: 'listener-key'; readonly key: Key }
  | { readonly type: 'ended'; readonly end: CallEnd; readonly reason: string }
);

/** What the phone system shows for a call's session: the truth after a restart. */
export type CallSighting =
  | { readonly seen: 'alive'; readonly audible: boolean }
  | { readonly seen: 'handed-over' }
  | { readonly seen: 'gone' }
  | { readonly seen: 'unknown'; readonly reason: string };

export interface CallRef {
  readonly callId: string;
  readonly line: Line;
  readonly sessionId: string;
  readonly partyId: string;
}

/** A previous owner's call that this process wants to hear again. */
export interface ResumeRequest extends CallRef {
  readonly destinationId: string;
  readonly number: string;
}

/**
 * What became of a previous owner's call. `audible`: it is heard again and kept its place in the queue; its ids may be
 * new. `controllable`: it exists and can be handed over or dropped, but not heard. `gone`: our side is no longer on it
 * (`look` tells how it left).
 */
export type ResumeOutcome =
  | { readonly outcome: 'audible'; readonly sessionId: string; readonly partyId: string }
  | { readonly outcome: 'controllable'; readonly reason: string }
  | { readonly outcome: 'gone' };

/** Where to say a code: on an extension's phone, called from a line that nobody else uses during the call. */
export interface CodeRequest {
  readonly line: Line;
  readonly target: Extract<RingTarget, { readonly kind: 'extension' }>;
  /** Never logged. */
  readonly digits: string;
  readonly maxRingMs: number;
}

/** How the call with the code went; `reason` is a sentence for people. */
export type SpokenOutcome =
  | { readonly outcome: 'spoken' }
  | { readonly outcome: 'unanswered' | 'busy' | 'voicemail' | 'refused'; readonly reason: string };

/**
 * The phone behind the hunt. Every wait inside it is bounded; refused, unanswered and silent are outcomes, not
 * exceptions.
 */
export interface Phone {
  /**
   * Tries the ways in the settings' order. Each refused way is reported as a fact before the next is tried, unless its
   * cause was reported before.
   */
  dial(request: DialRequest): Promise<DialResult>;
  /** Tells the ear what to listen for; may be repeated. */
  tune(callId: string, stage: EarStage): void;
  press(callId: string, key: Key): Promise<void>;
  /** Has the ear learn what this call heard; undefined when there was no sound, or the call cannot be heard. */
  learn(callId: string, lesson: Lesson): Promise<Recording | undefined>;
  /** Resolves when the phrase has been spoken or the call has ended. */
  say(callId: string, phrase: Phrase): Promise<void>;
  /**
   * Connects taker and agent, and keeps the agent's call until they are; `maxRingMs` bounds the ringing. `mayJoin` is
   * asked right before they are joined. False means another process owns the hunt by now, and may be handing the agent
   * to someone else.
   */
  handOver(call: CallRef, target: RingTarget, maxRingMs: number, mayJoin?: () => boolean): Promise<HandOverOutcome>;
  /** Rings a person and lets them hear the call without being heard; ends with the call or when they hang up. */
  listenIn(call: CallRef, target: RingTarget, maxRingMs: number): Promise<ListenOutcome>;
  /**
   * Calls an extension and says a code once a person has answered; a voicemail never hears it. Over within four
   * minutes.
   */
  speakCode(request: CodeRequest): Promise<SpokenOutcome>;
  /**
   * Ends the call: hangs up our SIP leg first, and uses REST if there is none or that is not enough. True once the call
   * is gone.
   */
  drop(call: CallRef | { readonly callId: string }): Promise<boolean>;
  look(call: CallRef): Promise<CallSighting>;
  /** Makes a previous owner's call audible here. Rejects when its state cannot be determined now. */
  resume(call: ResumeRequest): Promise<ResumeOutcome>;
  /**
   * Lets go of a call that another owner has: the call stays up, and nothing of ours remains in it. Bounded; never
   * rejects.
   */
  letGo(callId: string): Promise<void>;
  onFact(listener: (fact: PhoneFact) => void): () => void;
}
