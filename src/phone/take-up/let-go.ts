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

/** Leaves a call to its next owner: nothing of ours stays in it, and nothing is said to the server. Never rejects. */
export async function letGo(callId: string, { calls, listening, dialogs, clock, log }: LetGoTools): Promise<void> {
  const call = calls.get(callId);
  if (call === undefined) return;
  call.unwanted = true;
  call.handOver?.ends.cancel();
  // One that is still being dialed is ended by its dial, before anybody hears of it.
  if (!call.decided) return;
  const { lent, leg, legAlive } = call;
  const resumable = call.dialog !== undefined;
  const late = () => new PhoneError({ code: 'line', what: 'The line did not let go in time.', retryable: true });
  try {
    await bounded(clock, LET_GO_WITHIN_MS, late, listening.end(callId));
    dialogs?.leave(callId);
    calls.close(call);
    if (lent === undefined || !legAlive) return;
    // One that nobody can go on with is ended, so that it does not ring on for nobody.
    await bounded(clock, LET_GO_WITHIN_MS, late, resumable ? lent.softphone.letGo(leg) : lent.softphone.hangUp(leg));
    if (resumable) lent.discard();
  } catch (error) {
    log.warn({ err: error, callId }, 'a call was not let go properly');
  }
}
