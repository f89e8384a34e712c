/** The vocabulary of a hunt. Ids are opaque strings; times are epoch milliseconds unless a name says otherwise. */

/** A phone number as `+` and digits (E.164). */
export type E164 = string;

/** One key of a phone's keypad. */
export type Key = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#';

/** One of our extensions that can place calls. */
export interface Line {
  readonly id: string;
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
  readonly number: E164;
  readonly deviceId: string;
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** `zone` is an IANA name, or `line` for the zone of the calling line's own number. Times are `HH:MM`. */
export interface OpeningHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly closedOnFederalHolidays: boolean;
}

/** What a destination's recording is for, as people classify it. */
export type RecordingKind = 'announcement' | 'too-busy' | 'callback-offer' | 'menu' | 'voice-challenge' | 'closed';

/** A named recording of a destination: a person taught it, or a menu script waits for it. */
export interface Recording {
  /** Unique at its destination; the same in every process and after export and import. */
  readonly id: string;
  readonly kind: RecordingKind;
  /** What it says, for people; absent until a person or a recognizer names it. */
  readonly title?: string;
  /** Length of the named part, in seconds. */
  readonly seconds: number;
}

/** What a menu step waits for: the end of a taught recording, speech followed by this much silence, or a tone. */
export type StepAwaits = { readonly recording: string } | { readonly silenceMs: number } | { readonly tone: true };

/** What a menu step may find out without pressing a key. */
export type MenuOutcome = 'on-hold' | 'too-busy' | 'closed' | 'callback-offer' | 'voice-challenge' | 'agent';

/** What to do once a step has heard what it awaits. */
export type StepAct = { readonly press: Key } | { readonly waitMs: number } | { readonly outcome: MenuOutcome };

/**
 * A step of a menu script: do `then` once `awaits` was heard. `guardMs`: if that takes longer than this after the last
 * step, a person is asked to look; the bot never presses a key on a timer.
 */
export interface MenuStep {
  readonly label: string;
  readonly awaits: StepAwaits;
  readonly then: StepAct;
  readonly guardMs: number;
}

/** What to enter when the line offers a callback: a key, or the ten digits of the number to call. */
export type CallbackEntry = Key | 'number';

/** The phone line to reach. */
export interface Destination {
  readonly id: string;
  readonly name: string;
  readonly number: E164;
  readonly hours?: OpeningHours;
  readonly menu: readonly MenuStep[];
  /** How to accept its callback offer, one entry per prompt. Default: 1, the number, 1. */
  readonly callback?: readonly CallbackEntry[];
  readonly note?: string;
  /** How sure we are of the number and hours, and when they were last checked (ISO date). */
  readonly checked: { readonly sure: 'high' | 'medium' | 'low'; readonly on: string };
}

/** The phone to ring for the person taking the call. */
export type RingTarget =
  | {
      readonly kind: 'extension';
      readonly extensionId: string;
      readonly extensionNumber: string;
      readonly name: string;
    }
  | { readonly kind: 'number'; readonly number: E164; readonly name: string }
  | {
      readonly kind: 'call-queue';
      readonly extensionId: string;
      readonly extensionNumber: string;
      readonly name: string;
    };

/** What the ear listens for: the phone menu, an agent while on hold, or nothing because a person has the call. */
export type EarStage = 'menu' | 'hold' | 'off';

export type HeardKind =
  | 'ringback'
  | 'busy'
  | 'tone'
  | 'menu'
  | 'prompt-ended'
  | 'music'
  /** A voice on hold that may be a recording or an agent. */
  | 'speech'
  | 'announcement'
  | 'silence'
  | 'person';

/**
 * A change in what the ear hears on a call. Times are ms of the call's audio (0 = first sample heard): `atMs` when it
 * was decided, `sinceMs` when the sound began (for `prompt-ended`: when the speech stopped). `reason` is a sentence for
 * the log.
 */
export interface Verdict {
  readonly heard: HeardKind;
  readonly atMs: number;
  readonly sinceMs: number;
  readonly reason: string;
  /** For `person`: `probable` first, `confirmed` with more evidence. */
  readonly degree?: 'probable' | 'confirmed';
  /**
   * The named recording. With `prompt-ended` it has just ended (that is, reached the point where the key was pressed
   * when it was taught); with `menu` or `announcement` it has just been recognized.
   */
  readonly recording?: Recording;
  /** With `announcement`: the wait the line announces, for people (`between 30 and 60 minutes`). */
  readonly estimate?: string;
  /** With `prompt-ended`: the prompt repeats words heard earlier on this call. */
  readonly again?: boolean;
}

/** What a person says about the sound of a call. */
export interface Lesson {
  /** `person`: it was an agent after all, so none of it may be kept. */
  readonly kind: RecordingKind | 'person';
  /**
   * Where the sound began: at the last key pressed (or the start of the call), or ms of the call's audio (a verdict's
   * `sinceMs`).
   */
  readonly since: 'last-key' | number;
  readonly title?: string;
}

/** How well a destination's recordings are known. */
export interface Knowledge {
  /** How many calls taught how the destination sounds on hold. */
  readonly calls: number;
  /** How many calls it takes to tell recordings from people right away. */
  readonly callsNeeded: number;
  /** Amount of known sound, in seconds. */
  readonly seconds: number;
  readonly recordings: readonly Recording[];
}

/** What the bot says to an agent. */
export type Phrase = 'courtesy' | 'still-joining' | 'connecting' | 'goodbye';

/** The ways to place a call. */
export type DialWay = 'softphone' | 'call-out-device' | 'call-out-number';

/** How a hand-over to the taker ended. `unanswered` includes voicemail. */
export type HandOverOutcome =
  | { readonly outcome: 'connected'; readonly way: string }
  | { readonly outcome: 'refused' | 'busy' | 'unanswered' | 'agent-gone'; readonly reason: string };

/** Whether a person can hear the call now. */
export type ListenOutcome =
  | { readonly outcome: 'listening' }
  | { readonly outcome: 'refused' | 'busy' | 'unanswered'; readonly reason: string };

/** An admin's pause of all hunting: who paused, when (epoch ms), and why. */
export interface Pause {
  readonly by: string;
  readonly at: number;
  readonly why?: string | undefined;
}

/**
 * Why a line that is due is not dialed yet: it is outside opening hours, the line is in another hunt's call, the
 * workspace's limit on calls is reached, or an admin has paused hunting.
 */
export type LineWait = 'closed' | 'in-use' | 'too-many-calls' | 'paused';

/** Why a call ended. `not-sent`: it was never placed, because RingCentral accepts no requests right now. */
export type CallEnd = 'far-end' | 'busy' | 'no-answer' | 'refused' | 'not-sent' | 'line-lost' | 'us';

/** Settings of one hunt, fixed at its start. Everything is in ms unless the name says otherwise. */
export interface Policy {
  readonly staggerMs: number;
  readonly maxWaitMs: number;
  /** An offer expires after this, and the agent hears a goodbye. */
  readonly offerMs: number;
  /** An unclaimed offer is opened to the whole channel after this. */
  readonly widenMs: number;
  /** Pause between courtesy phrases while nobody has joined, so that an agent never hears 8 s of silence. */
  readonly courtesyEveryMs: number;
  /** How long the taker's phone rings before the offer opens again. */
  readonly ringMs: number;
  /** The pause before redialing: first value, growth factor, and maximum; jitter is ± the given share. */
  readonly redialFirstMs: number;
  readonly redialFactor: number;
  readonly redialMaxMs: number;
  readonly redialJitter: number;
  /** How long people have to choose between a callback and holding on. */
  readonly callbackChoiceMs: number;
  /** The most dials of one hunt to its destination, to stay considerate. */
  readonly maxDials: number;
}

/** Used in place of a Slack user id when the bot itself stopped a hunt. */
export const THE_BOT = 'the-bot';
