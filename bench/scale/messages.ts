import type { Claim, Load } from './traffic.js';

/** As in production: `all` does everything, `bot` talks to Slack and starts hunts, `hunter` runs them. */
export type Role = 'all' | 'bot' | 'hunter';

/** How a process of the bench is told what it is, as its one argument. */
export interface ProcessSettings {
  readonly name: string;
  readonly role: Role;
  readonly redisUrl?: string;
  readonly processes: number;
  readonly keepsEvents: boolean;
}

/** What the bench asks a process. */
export type Ask =
  | { readonly ask: 'begin'; readonly hunts: number }
  | { readonly ask: 'load'; readonly load: Load }
  | { readonly ask: 'flood'; readonly ms: number }
  | { readonly ask: 'clear' }
  /** With `swept` the garbage is swept first, for `memory`. */
  | { readonly ask: 'tell'; readonly swept?: boolean }
  | { readonly ask: 'stop' };

/** What a process has done since it was last cleared, and is now. */
export interface Answer {
  readonly liveCalls: number;
  readonly appended: number;
  readonly cpuMs: number;
  /** Bytes: heap and what stands beside it. */
  readonly memory: number;
  readonly heard: readonly number[];
  readonly pushed: readonly number[];
  readonly claims: readonly number[];
  readonly starts: readonly number[];
  /** Errors in the log since the start. */
  readonly errors: number;
  readonly slack: { readonly posts: number; readonly edits: number; readonly tooMany: number };
}

/** What one process has another do: an event of RingCentral that comes in there, a click that reaches it, a person who asks for a hunt. */
export type Passed =
  | { readonly is: 'event'; readonly sessionId: string }
  | { readonly is: 'click'; readonly claim: Claim }
  | { readonly is: 'asked' };

export type ToProcess = { readonly id: number; readonly what: Ask } | { readonly passed: Passed };
export type FromProcess =
  | { readonly id: number; readonly answer: Answer }
  | { readonly pass: Passed }
  | { readonly ready: true };
