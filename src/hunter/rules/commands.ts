import type {
  CallEnd,
  Destination,
  DialWay,
  E164,
  HandOverOutcome,
  Key,
  Line,
  LineWait,
  ListenOutcome,
  Pause,
  Phrase,
  Policy,
  Recording,
  RecordingKind,
  RingTarget,
  Verdict,
} from '../terms.js';

/** Starts a hunt. Everything the hunt will need to know is fixed here. */
export interface StartHunt {
  readonly type: 'start';
  readonly huntId: string;
  readonly requester: string;
  /** The Slack channel of the board. */
  readonly channel: string;
  readonly destination: Destination;
  readonly lines: readonly Line[];
  readonly wanted: number;
  readonly ringTarget: RingTarget;
  readonly note: string;
  readonly policy: Policy;
  /** Seeds the redial jitter, so that `decide` stays pure. */
  readonly seed: number;
  /** A lesson: a person walks the menu on one line and the bot learns it. The destination's own menu script is ignored. */
  readonly lesson?: true;
}

/** What a teacher can call the sound heard since the last key, or since the last sound that got a name. */
export type SoundName = RecordingKind | 'hold' | 'person';

/** What people can choose when the destination offers to call back. */
export type CallbackChoice = 'call-me-back' | 'keep-holding';

/** A person's request to a hunt. `by` is a Slack user id. */
export type Request =
  | {
      readonly type: 'claim';
      readonly offerId: string;
      readonly claimId: string;
      readonly by: string;
      readonly ringTarget: RingTarget;
    }
  /** “I hear someone”: opens an offer on a call that cannot hear. */
  | { readonly type: 'vouch'; readonly callId: string; readonly by: string }
  /** A person has a key pressed after its prompt was missed or the key was not accepted. Without `key`: the step's own key. */
  | { readonly type: 'press-for-me'; readonly callId: string; readonly key?: Key; readonly by: string }
  /** The offer is a recording: the ear learns it and the hunt goes on. Without `kind` it is learned as an announcement. */
  | { readonly type: 'not-a-person'; readonly offerId: string; readonly kind?: RecordingKind; readonly by: string }
  /** What the disowned recording is for. */
  | { readonly type: 'name-recording'; readonly offerId: string; readonly kind: RecordingKind; readonly by: string }
  /** “I am talking to them now”: the bot missed an agent, on a live call or one that has just ended. */
  | { readonly type: 'talking'; readonly callId: string; readonly by: string }
  /** `number`: where to call back; required for `call-me-back`. `+1` and ten digits. */
  | {
      readonly type: 'choose-callback';
      readonly callId: string;
      readonly choice: CallbackChoice;
      readonly number?: E164;
      readonly by: string;
    }
  /** In a lesson: ring the teacher's phone again. */
  | { readonly type: 'listen-again'; readonly callId: string; readonly by: string }
  /** In a lesson: what was just heard is the prompt for this key; press the key. */
  | { readonly type: 'press-key'; readonly callId: string; readonly key: Key; readonly by: string }
  /** In a lesson: names what was just heard. */
  | { readonly type: 'name-sound'; readonly callId: string; readonly kind: SoundName; readonly by: string }
  | { readonly type: 'end-lesson'; readonly by: string }
  | { readonly type: 'drop-line'; readonly lineId: string; readonly by: string }
  | { readonly type: 'cancel'; readonly by: string };

/** What the runner reports about the phone. */
export type Report =
  /** Recorded before the dial is sent, so that a crash cannot dial twice. */
  | { readonly type: 'begin-call'; readonly callId: string; readonly lineId: string }
  | {
      readonly type: 'call-dialled';
      readonly callId: string;
      readonly sessionId: string;
      readonly partyId: string;
      readonly way: DialWay;
      readonly hears: boolean;
    }
  | { readonly type: 'way-refused'; readonly callId: string; readonly way: DialWay; readonly reason: string }
  | { readonly type: 'call-answered'; readonly callId: string }
  | { readonly type: 'call-ended'; readonly callId: string; readonly end: CallEnd; readonly reason: string }
  | { readonly type: 'heard'; readonly callId: string; readonly verdict: Verdict }
  | { readonly type: 'key-pressed'; readonly callId: string; readonly step: number; readonly key: Key }
  | { readonly type: 'phrase-said'; readonly callId: string; readonly phrase: Phrase }
  | { readonly type: 'hand-over-began'; readonly claimId: string }
  | { readonly type: 'hand-over-ended'; readonly claimId: string; readonly result: HandOverOutcome }
  /** After a restart: this call can no longer be heard or spoken on, only dropped or transferred. */
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /** After a restart: this call can be heard again. Its audio clock starts over. */
  | { readonly type: 'call-resumed'; readonly callId: string; readonly sessionId: string; readonly partyId: string }
  /** Recorded before the keys are sent, so that a crash cannot enter them twice. `entry` is an index into the callback script. */
  | { readonly type: 'callback-entry-began'; readonly callId: string; readonly entry: number }
  | {
      readonly type: 'callback-entry-ended';
      readonly callId: string;
      readonly entry: number;
      readonly failure?: string;
    }
  /** The ear's answer to a teaching. Without a recording there was nothing to learn. */
  | { readonly type: 'teaching-done'; readonly teachingId: string; readonly recording?: Recording }
  /** A recording's kind was changed; `known: false` when the ear no longer knows the recording. */
  | {
      readonly type: 'relabelled';
      readonly teachingId: string;
      readonly kind: RecordingKind;
      readonly known: boolean;
    }
  | { readonly type: 'taught-key-pressed'; readonly callId: string; readonly index: number }
  /** Recorded before the teacher's phone is rung. */
  | { readonly type: 'listen-in-began'; readonly callId: string }
  | { readonly type: 'listen-in-ended'; readonly callId: string; readonly result: ListenOutcome }
  /** A person listening in on a call pressed a key on their own phone. */
  | { readonly type: 'listener-key'; readonly callId: string; readonly key: Key }
  /** A person listening in on a call hung up. */
  | { readonly type: 'listener-left'; readonly callId: string }
  /** The line was due and could not be dialed. Reported once per reason; the runner keeps trying. */
  | { readonly type: 'line-waits'; readonly lineId: string; readonly reason: LineWait; readonly hold?: Pause }
  /** The line may not be dialed anymore. */
  | { readonly type: 'give-up-line'; readonly lineId: string; readonly reason: string }
  /** Time has passed: decide what depends on time alone (an offer widens or runs out, the limit on waiting). */
  | { readonly type: 'tick' };

/** Every request and report a hunt accepts. `at`: epoch milliseconds by the caller's clock. */
export type Command = { readonly at: number } & (StartHunt | Request | Report);
