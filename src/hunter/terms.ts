/** The nouns of the hunt. Ids are opaque strings; times are epoch milliseconds unless a name says otherwise. */

/** A number as `+` and digits (E.164). */
export type E164 = string;

/** One key of a telephone keypad. */
export type Key = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#';

/** One of our extensions that may place a call. */
export interface Line {
  readonly id: string;
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
  readonly number: E164;
  readonly deviceId: string;
}

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** `zone` is an IANA name, or `line`: the zone of the calling line's own number. Times are `HH:MM`. */
export interface OpeningHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly closedOnFederalHolidays: boolean;
}

/** What a recording of a destination is for, as people name it. */
export type RecordingKind = 'announcement' | 'too-busy' | 'callback-offer' | 'menu' | 'voice-challenge' | 'closed';

/** A recording of a destination that has a name: a person taught it, or a menu script waits for it. */
export interface Recording {
  /** Unique at its destination, the same in every process and after an export and import. */
  readonly id: string;
  readonly kind: RecordingKind;
  /** What it says, for people; absent until somebody (or a recogniser) gave it one. */
  readonly title?: string;
  /** Length of what was taught, in seconds. */
  readonly seconds: number;
}

/** What a menu step waits for: a taught recording said to its end, the end of speech and this much silence after it, or a tone. */
export type StepAwaits = { readonly recording: string } | { readonly silenceMs: number } | { readonly tone: true };

/** Where a menu step may lead without a key. */
export type MenuOutcome = 'on-hold' | 'too-busy' | 'closed' | 'callback-offer' | 'voice-challenge' | 'agent';

/** What is done once a step has heard what it awaits. */
export type StepAct = { readonly press: Key } | { readonly waitMs: number } | { readonly outcome: MenuOutcome };

/**
 * A step of a menu script: when what it `awaits` was heard, `then` is done.
 * `guardMs`: not heard for so long after the last step → a person is asked to look; nothing is done by the clock.
 */
export interface MenuStep {
  readonly label: string;
  readonly awaits: StepAwaits;
  readonly then: StepAct;
  readonly guardMs: number;
}

/** What is entered when the line offers to call back: a key, or the ten digits of the number to call. */
export type CallbackEntry = Key | 'number';

/** The phone line to reach. */
export interface Destination {
  readonly id: string;
  readonly name: string;
  readonly number: E164;
  readonly hours?: OpeningHours;
  readonly menu: readonly MenuStep[];
  /** How its offer to call back is taken: one entry a prompt. Left out: 1, the number, 1. */
  readonly callback?: readonly CallbackEntry[];
  readonly note?: string;
  /** How sure the number and hours are, and when they were last checked (ISO date). */
  readonly checked: { readonly sure: 'high' | 'medium' | 'low'; readonly on: string };
}

/** Where a taker's phone is rung. */
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

/** What the ear listens for on a call: the walk through the menu, the wait for an agent, or nothing (a person has it). */
export type EarStage = 'menu' | 'hold' | 'off';

export type HeardKind =
  | 'ringback'
  | 'busy'
  | 'tone'
  | 'menu'
  | 'prompt-ended'
  | 'music'
  /** A voice while waiting, not yet told apart: a recording or an agent. */
  | 'speech'
  | 'announcement'
  | 'silence'
  | 'person';

/**
 * What the ear makes of a call's audio, told when it changes. Times are milliseconds of the call's audio
 * (0 = first sample heard): `atMs` when it was decided, `sinceMs` when what was heard began
 * (for `prompt-ended`: when the speech stopped). `reason` is a sentence for the log.
 */
export interface Verdict {
  readonly heard: HeardKind;
  readonly atMs: number;
  readonly sinceMs: number;
  readonly reason: string;
  /** For `person`: `probable` at once, `confirmed` on more evidence. */
  readonly degree?: 'probable' | 'confirmed';
  /**
   * The taught recording that is heard: with `prompt-ended` the one that has just been said to its end (to where the key
   * was pressed when it was taught), with `menu` or `announcement` the one that has been recognised.
   */
  readonly recording?: Recording;
  /** With `announcement`: how long the line says the wait is, for people (`between 30 and 60 minutes`). */
  readonly estimate?: string;
  /** With `prompt-ended`: the same words were heard earlier on this call, so the line says them again. */
  readonly again?: boolean;
}

/** What a person teaches about the sound of a call. */
export interface Lesson {
  /** `person`: it was an agent after all, and nothing of it may be kept. */
  readonly kind: RecordingKind | 'person';
  /** From where on: the last key pressed (or the call's begin), or milliseconds of the call's audio (a verdict's `sinceMs`). */
  readonly since: 'last-key' | number;
  readonly title?: string;
}

/** How well a destination's recordings are known. */
export interface Knowledge {
  /** Calls that were listened to until the wait began, up to now. */
  readonly calls: number;
  /** So many calls are enough to tell recordings from people at once. */
  readonly callsNeeded: number;
  /** Sound known, in seconds. */
  readonly seconds: number;
  readonly recordings: readonly Recording[];
}

/** What the bot says to an agent. */
export type Phrase = 'courtesy' | 'still-joining' | 'connecting' | 'goodbye';

/** The ways a call may be placed, in the order of the settings. */
export type DialWay = 'softphone' | 'call-out-device' | 'call-out-number';

/** How a hand-over to the taker ended. `unanswered` includes voicemail picking up. */
export type HandOverOutcome =
  | { readonly outcome: 'connected'; readonly way: string }
  | { readonly outcome: 'refused' | 'busy' | 'unanswered' | 'agent-gone'; readonly reason: string };

/** Whether a person hears the call now. */
export type ListenOutcome =
  | { readonly outcome: 'listening' }
  | { readonly outcome: 'refused' | 'busy' | 'unanswered'; readonly reason: string };

/** The hold on everything: who put it on, when (epoch ms), and why. */
export interface Pause {
  readonly by: string;
  readonly at: number;
  readonly why?: string | undefined;
}

/**
 * Why a line that is due is not dialled yet: outside opening hours, in another hunt's call, the workspace's cap is reached, or an
 * admin has paused hunting.
 */
export type LineWait = 'closed' | 'in-use' | 'too-many-calls' | 'paused';

/** Why a call ended, in the phone's words. `not-sent`: it was never placed, since the service takes no requests for the moment. */
export type CallEnd = 'far-end' | 'busy' | 'no-answer' | 'refused' | 'not-sent' | 'line-lost' | 'us';

/** Settings of one hunt, fixed at its start; all are milliseconds unless named otherwise. */
export interface Policy {
  readonly staggerMs: number;
  readonly maxWaitMs: number;
  /** An offer runs out after this; the agent then hears a goodbye. */
  readonly offerMs: number;
  /** An unclaimed offer calls on the channel after this. */
  readonly widenMs: number;
  /** Pause between courtesy phrases while nobody has joined (never 8 s of silence for an agent). */
  readonly courtesyEveryMs: number;
  /** The taker's phone rings so long before the offer opens again. */
  readonly ringMs: number;
  /** Pause before dialling again: first, growth factor, ceiling; jitter is ± the given share. */
  readonly redialFirstMs: number;
  readonly redialFactor: number;
  readonly redialMaxMs: number;
  readonly redialJitter: number;
  /** How long people may choose between being called back and holding on. */
  readonly callbackChoiceMs: number;
  /** Dials of one hunt to its destination in all (the considerate daily number). */
  readonly maxDials: number;
}

/** Stands where a Slack user id would, when the bot itself stopped a hunt. */
export const THE_BOT = 'the-bot';
