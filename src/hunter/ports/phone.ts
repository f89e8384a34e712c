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

/** What the phone tells of a call, as it happens. */
export type PhoneFact = { readonly callId: string } & (
  | { readonly type: 'way-refused'; readonly way: DialWay; readonly reason: string }
  | { readonly type: 'answered' }
  | { readonly type: 'heard'; readonly verdict: Verdict }
  /** Who listened in to the call has hung up. */
  | { readonly type: 'listener-left' }
  /** Who listens in to the call pressed a key on their own phone. */
  | { readonly type: 'listener-key'; readonly key: Key }
  | { readonly type: 'ended'; readonly end: CallEnd; readonly reason: string }
);

/** What a look at the phone shows of a call, by its session: the truth after a restart. */
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

/** A call of a former owner that is to be heard again. */
export interface ResumeRequest extends CallRef {
  readonly destinationId: string;
  readonly number: string;
}

/**
 * What became of a former owner's call. `audible`: heard again, its place kept; the ids may be new. `controllable`: it is there, and
 * can be handed over and dropped, but not heard. `gone`: our party is not in it any more (a look tells how it left).
 */
export type ResumeOutcome =
  | { readonly outcome: 'audible'; readonly sessionId: string; readonly partyId: string }
  | { readonly outcome: 'controllable'; readonly reason: string }
  | { readonly outcome: 'gone' };

/** Where a code is said: on the phone of an extension, called from a line that nobody else uses meanwhile. */
export interface CodeRequest {
  readonly line: Line;
  readonly target: Extract<RingTarget, { readonly kind: 'extension' }>;
  /** Never logged. */
  readonly digits: string;
  readonly maxRingMs: number;
}

/** How saying a code went; `reason` is a sentence for people. */
export type SpokenOutcome =
  | { readonly outcome: 'spoken' }
  | { readonly outcome: 'unanswered' | 'busy' | 'voicemail' | 'refused'; readonly reason: string };

/** The phone behind the hunt. Every wait inside it is bounded; refused, unanswered and silent are outcomes, not exceptions. */
export interface Phone {
  /** Tries the ways in the settings' order; a refused way is told as a fact before the next is tried, unless its cause was told already. */
  dial(request: DialRequest): Promise<DialResult>;
  /** Tells the ear what to listen for; may be repeated. */
  tune(callId: string, stage: EarStage): void;
  press(callId: string, key: Key): Promise<void>;
  /** Has the ear learn what this call heard; undefined when there was no sound, or the call cannot be heard. */
  learn(callId: string, lesson: Lesson): Promise<Recording | undefined>;
  /** Resolves when the phrase has been spoken (or the call ended). */
  say(callId: string, phrase: Phrase): Promise<void>;
  /**
   * Brings taker and agent together while the agent's call is kept; `maxRingMs` bounds the ringing. `mayJoin` is asked right
   * before the two are joined: false when another process has the hunt by now, and may be handing the agent to somebody else.
   */
  handOver(call: CallRef, target: RingTarget, maxRingMs: number, mayJoin?: () => boolean): Promise<HandOverOutcome>;
  /** RingChoices a person and lets them hear the call without being heard on it; ends with the call or when they hang up. */
  listenIn(call: CallRef, target: RingTarget, maxRingMs: number): Promise<ListenOutcome>;
  /** Calls an extension and says a code, once a person has answered there; a voicemail never hears it. Over within four minutes. */
  speakCode(request: CodeRequest): Promise<SpokenOutcome>;
  /** Ends the call: our own SIP leg first, REST when that is not there or not enough. True once it is gone. */
  drop(call: CallRef | { readonly callId: string }): Promise<boolean>;
  look(call: CallRef): Promise<CallSighting>;
  /** Makes a former owner's call audible here. Rejects when nothing can be told of it now. */
  resume(call: ResumeRequest): Promise<ResumeOutcome>;
  /** The call is another owner's: it is left as it is, and nothing of ours is in it any more. Bounded; never rejects. */
  letGo(callId: string): Promise<void>;
  onFact(listener: (fact: PhoneFact) => void): () => void;
}
