import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import { PhoneError } from '../api/phone-error.js';
import type { Calls } from '../call/calls.js';
import type { SavedDialogs } from '../call/saved-dialogs.js';
import type { Listening } from '../ring/listening.js';

interface LetGoTools {
  readonly calls: Calls;
  readonly listening: Listening;
  readonly dialogs?: SavedDialogs;
  readonly clock: Clock;
  readonly log: Log;
}

const LET_GO_WITHIN_MS = 3_000;

/** Leaves a call to its next owner: none of our legs stays in it, and the server is told nothing. Never rejects. */
export async function letGo(callId: string, { calls, listening, dialogs, clock, log }: LetGoTools): Promise<void> {
  const call = calls.get(callId);
  if (call === undefined) return;
  call.unwanted = true;
  call.handOver?.ends.cancel();
  // If it is still being dialed, its dial ends it before anybody hears of it.
  if (!call.decided) return;
  const { lent, leg, legAlive } = call;
  const resumable = call.dialog !== undefined;
  const late = () => new PhoneError({ code: 'line', what: 'The line did not let go in time.', retryable: true });
  try {
    await bounded(clock, LET_GO_WITHIN_MS, late, listening.end(callId));
    dialogs?.leave(callId);
    calls.close(call);
    if (lent === undefined || !legAlive) return;
    // A call that nobody can take up is ended, so that it does not keep ringing with nobody on it.
    await bounded(clock, LET_GO_WITHIN_MS, late, resumable ? lent.softphone.letGo(leg) : lent.softphone.hangUp(leg));
    if (resumable) lent.discard();
  } catch (error) {
    log.warn({ err: error, callId }, 'a call was not let go properly');
  }
}
