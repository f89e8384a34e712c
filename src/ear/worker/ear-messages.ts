import type { AudioRing } from '../../hunter/base/audio-ring.js';
import type { EarStage, Knowledge, Lesson, Recording, RecordingKind, Verdict } from '../../hunter/terms.js';
import type { LibraryPart } from '../library/library-part.js';
import type { PartToTakeIn } from '../library/library-sync.js';
import type { Utterance } from '../words/overhearing.js';
import type { ShedLevel } from './shedding.js';

/** Requests from the main thread to a worker of the ear. Audio goes through each call's own ring instead. */
export type EarRequest =
  | ({ readonly callId: string } & (
      | { readonly ask: 'open'; readonly destinationId: string; readonly ring: AudioRing; readonly words: boolean }
      | { readonly ask: 'tune'; readonly stage: EarStage }
      | { readonly ask: 'key-pressed' }
      | { readonly ask: 'close' }
      /** The words a recognizer found in speech on the call. */
      | { readonly ask: 'words'; readonly utterance: Utterance; readonly text: string }
    ))
  /** Another process learned more about a destination. */
  | ({ readonly ask: 'take-in'; readonly destinationId: string; readonly writer: string } & PartToTakeIn)
  | Question;

/** Requests that get an answer, matched by number. */
export type Question = { readonly question: number } & (
  | { readonly ask: 'learn'; readonly callId: string; readonly lesson: Lesson }
  | {
      readonly ask: 'relabel';
      readonly destinationId: string;
      readonly recordingId: string;
      readonly kind: RecordingKind;
      readonly title?: string;
    }
  | { readonly ask: 'knowledge'; readonly destinationId: string }
  /** Answered once everything learned has been reported. */
  | { readonly ask: 'settle' }
);

export type Answer = Recording | Knowledge | boolean | undefined;

/** What a worker is skipping now, and what it has skipped since the last report. */
export interface Shed {
  readonly level: ShedLevel;
  readonly calls: number;
  /** Waiting work, in ms of the worker's time. */
  readonly workMs: number;
  /** Audio skipped, summed over all calls. */
  readonly passedMs: number;
  /** Audio that was overwritten in the rings before the worker got to it. */
  readonly overrunMs: number;
}

/** Reports from the worker to the main thread. `failed`: this call can no longer be heard; the others can. */
export type EarReport =
  | { readonly tell: 'heard'; readonly callId: string; readonly verdict: Verdict }
  | { readonly tell: 'failed'; readonly callId: string; readonly reason: string }
  | LibraryReport
  /** Speech worth turning into words. */
  | {
      readonly tell: 'speech';
      readonly callId: string;
      readonly utterance: Utterance;
      readonly samples: Int16Array<ArrayBuffer>;
    }
  | { readonly tell: 'answer'; readonly question: number; readonly answer: Answer }
  | { readonly tell: 'shed'; readonly shed: Shed };

/**
 * A worker's reports about its libraries. `writer` identifies the library object, to tell it from one created later.
 */
export type LibraryReport = { readonly destinationId: string; readonly writer: string } & (
  | { readonly tell: 'library-made' }
  | { readonly tell: 'learned'; readonly part: LibraryPart }
);
