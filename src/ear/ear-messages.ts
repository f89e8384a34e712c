import type { MessagePort } from 'node:worker_threads';
import type { EarStage, Knowledge, Lesson, Recording, RecordingKind, Verdict } from '../hunter/words.js';

/** What the main thread asks of the ear's worker. Audio comes on each call's own port. */
export type EarRequest =
  | ({ readonly callId: string } & (
      | { readonly ask: 'open'; readonly destinationId: string; readonly port: MessagePort }
      | { readonly ask: 'tune'; readonly stage: EarStage }
      | { readonly ask: 'key-pressed' }
      | { readonly ask: 'close' }
    ))
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
);

export type Answer = Recording | Knowledge | boolean | undefined;

/** What the worker tells the main thread. `failed`: this call can no longer be heard, the others can. */
export type EarReport =
  | { readonly tell: 'heard'; readonly callId: string; readonly verdict: Verdict }
  | { readonly tell: 'failed'; readonly callId: string; readonly reason: string }
  | { readonly tell: 'answer'; readonly question: number; readonly answer: Answer };
