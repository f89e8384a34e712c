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

/** Asks for a hunt; everything a hunt needs to know is fixed here. */
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
  /** A person walks the menu and the bot learns it: one line, the destination's own menu script is left aside. */
  readonly lesson?: true;
}

/** What a teacher may call the sound that was heard since the last key (or since the last sound that got a name). */
export type SoundName = RecordingKind | 'hold' | 'person';

/** What people choose when the destination offers to call back. */
export type CallbackChoice = 'call-me-back' | 'keep-holding';

/** What a person asks of a hunt. `by` is a Slack user id. */
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
  /** A person has a key pressed in the menu, after its prompt was missed or its key not accepted. Without `key`: the step's own. */
  | { readonly type: 'press-for-me'; readonly callId: string; readonly key?: Key; readonly by: string }
  /** The offer is a recording: it is learnt, and the hunt goes on. Without `kind` it is learnt as an announcement. */
  | { readonly type: 'not-a-person'; readonly offerId: string; readonly kind?: RecordingKind; readonly by: string }
  /** What the recording of a disowned offer is for. */
  | { readonly type: 'name-recording'; readonly offerId: string; readonly kind: RecordingKind; readonly by: string }
  /** “I am talking to them now”: an agent the bot has missed, on a living call or one that ended just now. */
  | { readonly type: 'talking'; readonly callId: string; readonly by: string }
  /** `number`: where to be called back, needed for `call-me-back`; `+1` and ten digits. */
  | {
      readonly type: 'choose-callback';
      readonly callId: string;
      readonly choice: CallbackChoice;
      readonly number?: E164;
      readonly by: string;
    }
  /** In a lesson: the teacher's phone is rung again. */
  | { readonly type: 'listen-again'; readonly callId: string; readonly by: string }
  /** In a lesson: what was just heard is the prompt for this key, and the key is pressed. */
  | { readonly type: 'press-key'; readonly callId: string; readonly key: Key; readonly by: string }
  /** In a lesson: what was just heard is this. */
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
  /** After a restart: this call can no longer be heard or spoken on, only dropped and transferred. */
  | { readonly type: 'hearing-lost'; readonly callId: string }
  /** After a restart: this call is heard again, from a new beginning of its audio. */
  | { readonly type: 'call-resumed'; readonly callId: string; readonly sessionId: string; readonly partyId: string }
  /** Recorded before the keys are sent, so that a crash cannot enter them twice; `entry` is an index of the callback script. */
  | { readonly type: 'callback-entry-began'; readonly callId: string; readonly entry: number }
  | {
      readonly type: 'callback-entry-ended';
      readonly callId: string;
      readonly entry: number;
      readonly failure?: string;
    }
  /** What the ear made of a teaching. No recording: there was nothing to learn. */
  | { readonly type: 'teaching-done'; readonly teachingId: string; readonly recording?: Recording }
  /** A recording was given its other kind; `known: false` when the ear knows it no more. */
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
  /** Who listens in to a call pressed a key of their own phone. */
  | { readonly type: 'listener-key'; readonly callId: string; readonly key: Key }
  /** Who listened in to a call has hung up. */
  | { readonly type: 'listener-left'; readonly callId: string }
  /** The line was due and could not be dialled; told once a reason, tried again by the runner. */
  | { readonly type: 'line-waits'; readonly lineId: string; readonly reason: LineWait; readonly hold?: Pause }
  /** The line may not be dialled any more. */
  | { readonly type: 'give-up-line'; readonly lineId: string; readonly reason: string }
  /** Time passed; what time alone decides (offer widens, runs out, maximum waiting) is decided now. */
  | { readonly type: 'tick' };

/** Everything that can be asked of a hunt or reported to it. `at`: epoch milliseconds, given by the caller's clock. */
export type Command = { readonly at: number } & (StartHunt | Request | Report);
