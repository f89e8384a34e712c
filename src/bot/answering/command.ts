import type { KnownBlock } from '@slack/types';
import type { Act } from '../../hunter/office/rights.js';

/** What somebody typed after `/irs-hunt`, and where. */
export interface Ask {
  readonly user: string;
  readonly channel: string;
  /** Good for opening one form within 3 s. It also names this command, so that Slack repeating it starts nothing twice. */
  readonly triggerId: string;
  /** What follows the verb, with single spaces. */
  readonly rest: string;
}

/** What the person alone is told. */
export type Answer = string | { readonly text: string; readonly blocks?: KnownBlock[] };

/** One command of `/irs-hunt`: how it is called, who may, what the help says of it, and what it does. */
export interface Command<Needs> {
  /** The word after `/irs-hunt`; empty for the command alone. */
  readonly verb: string;
  /** What it is in the table of rights. What it is about may ask for more. */
  readonly act: Act | ((rest: string) => Act);
  /** Its lines of the help. */
  readonly usage: readonly string[];
  /**
   * When Slack is told that the command has come in. By default once the person may, before the work begins. `at-once`: beside the
   * question whether they may, since the form it opens needs the trigger id within 3 s. `with-answer`: the answer comes from memory
   * and rides on the acknowledgement, one message for Slack instead of two requests.
   */
  readonly acknowledged?: 'at-once' | 'with-answer';
  /** Answers what to tell the person, if anything. */
  readonly run: (needs: Needs, ask: Ask) => Answer | undefined | Promise<Answer | undefined>;
}
