import type { KnownBlock } from '@slack/types';
import type { Act } from '../../hunter/office/rights.js';

/** What was typed after `/irs-hunt`, and where. */
export interface Ask {
  readonly user: string;
  readonly channel: string;
  /** Opens one form within 3 s. Also identifies this command, so that a repeat by Slack starts nothing twice. */
  readonly triggerId: string;
  /** What follows the verb, with single spaces. */
  readonly rest: string;
}

/** The answer that only this person sees. */
export type Answer = string | { readonly text: string; readonly blocks?: KnownBlock[] };

/** One `/irs-hunt` command: its verb, its right, its help, and what it does. */
export interface Command<Needs> {
  /** The word after `/irs-hunt`; empty for `/irs-hunt` alone. */
  readonly verb: string;
  /** Its entry in the table of rights. `run` may check further rights. */
  readonly act: Act | ((rest: string) => Act);
  /** Its lines in the help. */
  readonly usage: readonly string[];
  /**
   * When to acknowledge. By default after the rights check, before the work starts. `at-once`: during the rights check, because the
   * form needs the trigger id within 3 s. `with-answer`: the answer comes from memory and goes out with the acknowledgment, which
   * saves a request.
   */
  readonly acknowledged?: 'at-once' | 'with-answer';
  /** Returns what to tell the person, if anything. */
  readonly run: (needs: Needs, ask: Ask) => Answer | undefined | Promise<Answer | undefined>;
}
