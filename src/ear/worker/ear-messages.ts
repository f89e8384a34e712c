import type { AudioRing } from '../../hunter/base/audio-ring.js';
import type { EarStage, Knowledge, Lesson, Recording, RecordingKind, Verdict } from '../../hunter/terms.js';
import type { LibraryPart } from '../library/library-part.js';
import type { PartToTakeIn } from '../library/library-sync.js';
import type { Utterance } from '../words/overhearing.js';
import type { ShedLevel } from './shedding.js';

/** What the main thread asks of a worker of the ear. Audio comes through each call's own ring. */
export type EarRequest =
  | ({ readonly callId: string } & (
      | { readonly ask: 'open'; readonly destinationId: string; readonly ring: AudioRing; readonly words: boolean }
      | { readonly ask: 'tune'; readonly stage: EarStage }
      | { readonly ask: 'key-pressed' }
      | { readonly ask: 'close' }
      /** What a recogniser made of speech of the call. */
      | { readonly ask: 'words'; readonly utterance: Utterance; readonly text: string }
    ))
  /** Others know more of a destination. */
  | ({ readonly ask: 'take-in'; readonly destinationId: string; readonly writer: string } & PartToTakeIn)
  | Question;

/** What is asked under a number and answered under it. */
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
  /** All that was learnt is told before this is answered. */
  | { readonly ask: 'settle' }
);

export type Answer = Recording | Knowledge | boolean | undefined;

/** What a worker gives up now, and has given up since it was told last. */
export interface Shed {
  readonly level: ShedLevel;
  readonly calls: number;
  /** Work that waits, in ms of the worker's time. */
  readonly workMs: number;
  /** Audio that was passed over, over all calls. */
  readonly passedMs: number;
  /** Audio that was written over in the rings before the worker came to it. */
  readonly overrunMs: number;
}

/** What the worker tells the main thread. `failed`: this call can no longer be heard, the others can. */
export type EarReport =
  | { readonly tell: 'heard'; readonly callId: string; readonly verdict: Verdict }
  | { readonly tell: 'failed'; readonly callId: string; readonly reason: string }
  | LibraryReport
  /** Speech that would be good to have in words. */
  | {
      readonly tell: 'speech';
      readonly callId: string;
      readonly utterance: Utterance;
      readonly samples: Int16Array<ArrayBuffer>;
    }
  | { readonly tell: 'answer'; readonly question: number; readonly answer: Answer }
  | { readonly tell: 'shed'; readonly shed: Shed };

/** What a worker tells of its libraries. `writer`: the library itself, to tell it from one made later. */
export type LibraryReport = { readonly destinationId: string; readonly writer: string } & (
  | { readonly tell: 'library-made' }
  | { readonly tell: 'learnt'; readonly part: LibraryPart }
);
