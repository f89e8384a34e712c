import type { MessagePort } from 'node:worker_threads';
import type { EarStage, Verdict } from '../hunter/words.js';

/** What the main thread asks of the ear's worker. Audio comes on each call's own port. */
export type EarRequest = { readonly callId: string } & (
  | { readonly ask: 'open'; readonly destinationId: string; readonly port: MessagePort }
  | { readonly ask: 'tune'; readonly stage: EarStage }
  | { readonly ask: 'key-pressed' }
  | { readonly ask: 'close' }
);

/** What the worker tells the main thread. `failed`: this call can no longer be heard, the others can. */
export type EarReport = { readonly callId: string } & (
  | { readonly tell: 'heard'; readonly verdict: Verdict }
  | { readonly tell: 'failed'; readonly reason: string }
);
