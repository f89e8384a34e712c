import type { Files } from '../files.js';
import type { Json } from '../json.js';
import type { Tier } from '../rates.js';
import type { Triggers } from '../triggers.js';
import type { Views } from '../views.js';
import type { Workspace } from '../workspace.js';

/** What the methods work on. */
export interface ApiWorld {
  readonly workspace: Workspace;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly files: Files;
  readonly scopes: readonly string[];
  /** The server's own address, `http://127.0.0.1:PORT`. */
  readonly base: () => string;
  /** A new Socket Mode address; undefined when the app isn't in Socket Mode. */
  readonly openConnection: () => string | undefined;
}

/** One call's arguments, nested values already parsed. */
export type Arguments = Json;

/** A method's work: the fields of the answer besides `ok`. */
export type Handler = (args: Arguments, world: ApiWorld) => Json;

/** What is known of a method before it runs. */
export interface MethodFacts {
  readonly tier: Tier;
  /** The token must have one of these; none needed when empty. */
  readonly anyScope: readonly string[];
  readonly token: 'bot' | 'app';
  /** Arguments that must be there (`invalid_arguments`). */
  readonly required: readonly string[];
  readonly covered: 'supported' | 'partial';
  /** What a partial one leaves out. */
  readonly lacks?: string;
}

/** An answer with `ok: false`. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly extra: Json = {},
  ) {
    super(code);
  }
}

/** Refuses with Slack's lines on what is wrong. */
export function refuseWith(code: string, complaints: readonly string[]): Refusal {
  const messages = complaints.map((words) => `[ERROR] ${words}`);
  return new Refusal(code, { errors: complaints, response_metadata: { messages } });
}
