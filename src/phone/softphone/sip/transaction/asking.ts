import type { DialogForm } from '../softphone.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Exchange } from './authenticated.js';

type Outcome = Exchange | SoftphoneError;

/** A dialog, as the sender of requests. */
export interface Asking {
  /** The form its server is known to accept; set to the one that was accepted. */
  readonly dialog: { form: DialogForm };
  readonly send: (form: DialogForm) => Promise<Exchange>;
  /** Whether the request is still wanted after the first form was not understood. */
  readonly mayAskAgain: () => boolean;
}

/**
 * Sends a request within a dialog. If the server does not seem to know what it is about, sends it once more in the plain form; if that is
 * accepted, the dialog keeps to it. Resolves and rejects as a single exchange would, with the more informative of the two results.
 */
export async function ask({ dialog, send, mayAskAgain }: Asking): Promise<Exchange> {
  const known = dialog.form;
  const first = await outcomeOf(send(known));
  if (known === 'plain' || !isNotUnderstood(first) || !mayAskAgain()) return told(first);
  const second = await outcomeOf(send('plain'));
  if (!(second instanceof SoftphoneError) && second.response.status < 300) {
    dialog.form = 'plain';
    return second;
  }
  return told(isWord(first, 481) || second instanceof SoftphoneError ? first : second);
}

/** RFC 3261: 404, no such user; 481, no such dialog. A server addressed in a form it does not expect answers one of these, or nothing. */
function isNotUnderstood(outcome: Outcome): boolean {
  if (outcome instanceof SoftphoneError) return outcome.code === 'silent';
  return isWord(outcome, 404) || isWord(outcome, 481);
}

function isWord(outcome: Outcome, status: number): boolean {
  return !(outcome instanceof SoftphoneError) && outcome.response.status === status;
}

async function outcomeOf(exchange: Promise<Exchange>): Promise<Outcome> {
  try {
    return await exchange;
  } catch (error) {
    if (error instanceof SoftphoneError) return error;
    throw error;
  }
}

function told(outcome: Outcome): Exchange {
  if (outcome instanceof SoftphoneError) throw outcome;
  return outcome;
}
