import type { AudioRing } from './audio-ring.js';
import type { HuntEvent } from './events.js';
import type {
  CallEnd,
  DialWay,
  E164,
  EarStage,
  HandOverOutcome,
  Key,
  Knowledge,
  Lesson,
  Line,
  ListenOutcome,
  Phrase,
  Recording,
  RecordingKind,
  RingTarget,
  Verdict,
} from './words.js';

/** Where facts are kept. Memory and Redis are twins; one contract suite runs on both. */
export interface Store {
  /**
   * Appends under the version that was read (number of events so far), in one round trip.
   * `conflict` means somebody else appended first: read and decide again.
   * `ended: true` takes the hunt off the open list and starts its retention.
   */
  append(
    huntId: string,
    version: number,
    events: readonly HuntEvent[],
    ended: boolean,
  ): Promise<'appended' | 'conflict'>;
  /** The hunt's events, from the given position on. */
  read(huntId: string, from?: number): Promise<readonly HuntEvent[]>;
  /** Of these hunts, the ids of those that have more events by now than that version; one round trip for all. */
  longer(known: readonly { readonly huntId: string; readonly version: number }[]): Promise<readonly string[]>;
  /** How many events each of these hunts has, in their order; one round trip for many. */
  lengths(huntIds: readonly string[]): Promise<readonly number[]>;
  /**
   * Told of appends, those of other processes too: the hunt, its new version, and the events that led to it where they came along. May
   * miss some; never the only way to learn.
   */
  onAppended(listener: (huntId: string, version: number, appended?: () => readonly HuntEvent[]) => void): () => void;
  /** Ids of hunts that have not ended, oldest first. */
  openHunts(): Promise<readonly string[]>;
  /** Ids of the newest hunts, ended or not, newest first. */
  recentHunts(limit: number): Promise<readonly string[]>;
  /** A lease is held by a random token and expires; only its holder renews or releases it. */
  acquire(name: string, token: string, ttlMs: number): Promise<boolean>;
  renew(name: string, token: string, ttlMs: number): Promise<boolean>;
  /** Renews many; answers the names of those that are not held under that token. */
  renewAll(leases: readonly Lease[], ttlMs: number): Promise<readonly string[]>;
  release(name: string, token: string): Promise<void>;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs?: number): Promise<void>;
  /** Sets only when absent; true when set. */
  setIfAbsent(key: string, value: string, ttlMs?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  /**
   * Adds bytes to a log, which begins with its first entry; answers the entry's id. The log is gone `keepMs` after the
   * last entry, and holds at most the newest `maxEntries`.
   */
  appendLog(key: string, bytes: Uint8Array, limits: LogLimits): Promise<string>;
  /** The log's entries in order, all of them or those after an id; ids grow, compared as strings. */
  readLog(key: string, after?: string): Promise<readonly LogEntry[]>;
  /** Takes away the entries up to an id and with it. */
  trimLog(key: string, through: string): Promise<void>;
  /** Told of entries, those of other processes too. May miss some; never the only way to learn. */
  onLog(listener: (key: string) => void): () => void;
  /** Takes the ids of hunts that are gone off its lists; answers how many. Everything else goes by itself when it expires. */
  tidy(): Promise<number>;
  close(): Promise<void>;
}

export interface Lease {
  readonly name: string;
  readonly token: string;
}

export interface LogLimits {
  readonly keepMs: number;
  readonly maxEntries: number;
}

export interface LogEntry {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Time, passed in. `setTimer` returns how to cancel it. */
export interface Clock {
  now(): number;
  setTimer(act: () => void, delayMs: number): () => void;
}

/** Where log lines go; a pino logger is one. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

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
  /** Rings a person and lets them hear the call without being heard on it; ends with the call or when they hang up. */
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

/** The ear: audio in, verdicts out, off the main thread. */
export interface Ear {
  /**
   * Begins listening; the ring is handed to whoever has the audio, which writes
   * 8 kHz mono linear samples, contiguous in time (losses filled with silence).
   */
  open(callId: string, destinationId: string): AudioRing;
  tune(callId: string, stage: EarStage): void;
  /** A key was pressed now: what is heard next answers it. */
  keyPressed(callId: string): void;
  close(callId: string): void;
  onHeard(listener: (callId: string, verdict: Verdict) => void): () => void;
  /** Takes what the call heard into its destination's library under a name; undefined when there was no sound to learn. */
  learn(callId: string, lesson: Lesson): Promise<Recording | undefined>;
  /** Says what a taught recording is; false when it is not known (any more). */
  relabel(destinationId: string, recordingId: string, kind: RecordingKind, title?: string): Promise<boolean>;
  knowledge(destinationId: string): Promise<Knowledge>;
}

/** Why an extension may not place calls. */
export type Obstacle =
  | 'wrong-type'
  | 'not-enabled'
  | 'no-extension-number'
  | 'no-direct-number'
  | 'number-not-e164'
  | 'no-hearing-device'
  | 'no-emergency-address'
  | 'not-looked-at'
  | 'not-readable';

/** What the account's directory says of one extension. */
export interface Extension {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly email?: string;
  /** In use: not disabled, frozen or waiting to be set up. */
  readonly enabled: boolean;
  /** A queue, a menu, a room, a fax: nobody's own. */
  readonly impersonal?: true;
  readonly directNumber?: string;
  /** Devices of it that can be rung by a number of their own. */
  readonly phones?: readonly { readonly number: E164; readonly name: string }[];
  /** Present when the extension may place calls. */
  readonly line?: Line;
  /** When it may not: one sentence that says why and what to do. */
  readonly cannotCall?: string;
  /** The same for programs; present with `cannotCall`. */
  readonly obstacle?: Obstacle;
}

/** How far a sync of the directory is. Times are epoch ms. */
export interface SyncProgress {
  readonly began: number;
  /** Extensions whose devices were looked at, of how many; `of` is 0 while the lists are read. */
  readonly looked: number;
  readonly of: number;
  /** About when it will be over. */
  readonly endsAt: number;
}

/** What the last complete sync was. */
export interface SyncResult {
  readonly began: number;
  readonly ended: number;
  readonly extensions: number;
  readonly lines: number;
  /** Extensions whose devices were looked at; those of the others were known and had not changed. */
  readonly looked: number;
}

export interface CallQueue {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
}

/** A phone number of the firm. */
export interface FirmNumber {
  readonly number: string;
  readonly name: string;
  /** Whose it is, when it leads to one extension. */
  readonly extensionId?: string;
}

/** The account's directory, kept in memory and refreshed in the background. */
export interface Directory {
  extensions(): readonly Extension[];
  callQueues(): readonly CallQueue[];
  /** Numbers of the firm a taker may be rung at. */
  numbers(): readonly FirmNumber[];
  /** When the last complete refresh ended; undefined before the first. */
  refreshedAt(): number | undefined;
  /** Why the last refresh failed, in a sentence for people. */
  problem(): string | undefined;
  /** Reads what has changed; with `everything` the devices of all extensions, known or not. Never rejects. */
  refresh(ask?: { readonly everything?: boolean }): Promise<void>;
  /** How far the sync under way is, whichever process does it; undefined when there is none. */
  progress(): SyncProgress | undefined;
  lastSync(): SyncResult | undefined;
  /** Reads one extension anew, because somebody asks or its line was refused. Resolves with what is known then; never rejects. */
  lookAgain(extensionId: string): Promise<Extension | undefined>;
  /** Which extensions a sync looks at first: the lower the number, the earlier. */
  lookFirst(need: (extension: Extension) => number): void;
}
