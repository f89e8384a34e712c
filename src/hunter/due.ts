import type { EarStage, Key, Phrase, RingTarget } from './words.js';

/** Something that should be done now, derived from the state alone. The runner does each once while it is due. */
export type Due =
  | { readonly do: 'dial'; readonly lineId: string }
  | { readonly do: 'tune'; readonly callId: string; readonly stage: EarStage }
  | { readonly do: 'press'; readonly callId: string; readonly step: number; readonly key: Key }
  | { readonly do: 'say'; readonly callId: string; readonly phrase: Phrase }
  | { readonly do: 'hand-over'; readonly claimId: string; readonly callId: string; readonly ringTarget: RingTarget }
  | { readonly do: 'drop'; readonly callId: string }
  /** Decide again at this time (a `tick`). */
  | { readonly do: 'wake'; readonly at: number };
