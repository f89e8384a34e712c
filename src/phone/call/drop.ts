import { bounded } from '../../hunter/base/bounded.js';
import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { Line } from '../../hunter/terms.js';
import type { ControlRights } from '../account/control-rights.js';
import { isOver, partyIn, type Sessions, type SessionsOf, wasTransferred } from '../account/sessions.js';
import { lacksRight, PhoneError } from '../api/phone-error.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import { type Calls, refOf } from './calls.js';
import type { EndByDialog } from './end-by-dialog.js';

/** What it takes to end a call over REST. */
export interface DropTools {
  /** Learns from refusals; absent where nobody needs to know. */
  readonly controlRights?: ControlRights;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
}

interface Ids {
  /** The line whose right a refusal concerns. */
  readonly line?: Pick<Line, 'extensionId'>;
  readonly sessionId: string;
  readonly partyId: string;
}

const HANG_UP_WITHIN_MS = 5_000;
const TRIES = 3;
const RETRY_MS = 700;
/** By then the server has processed our BYE. */
const CHECK_AFTER_MS = 3_000;

/** Ends our own SIP leg. False when that is not certain. */
export async function hangUpLeg(softphone: Softphone, leg: string, { clock, log }: DropTools): Promise<boolean> {
  try {
    const late = () => new PhoneError({ code: 'line', what: 'The line did not hang up in time.', retryable: true });
    await bounded(clock, HANG_UP_WITHIN_MS, late, softphone.hangUp(leg));
    return true;
  } catch (error) {
    log.warn({ err: error, callId: leg }, 'the line could not hang up; ending the call over REST');
    return false;
  }
}

/**
 * Ends the session over REST. A call that was handed over is left alone, since a taker and an agent are talking. `unseen`: the call may
 * have been handed over without our knowledge, so look at it first.
 */
export async function dropSession(
  ids: Ids,
  unseen: boolean,
  { sessions, clock, log, controlRights }: DropTools,
): Promise<boolean> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      if (unseen) {
        const session = await sessions.get(ids.sessionId, 'urgent');
        if (session === 'gone') return true;
        const own = partyIn(session, ids.partyId);
        if (own && wasTransferred(own)) return true;
      }
      await sessions.drop(ids.sessionId);
      return true;
    } catch (error) {
      log.warn({ err: error, sessionId: ids.sessionId, attempt }, 'a call could not be ended over REST');
      if (lacksRight(error) && ids.line) void controlRights?.learn(ids.line.extensionId, false);
      if (error instanceof PhoneError && !error.retryable) return false;
      if (attempt < TRIES) await pause(clock, RETRY_MS);
    }
  }
  return false;
}

/** Some time after our BYE, checks that the call is really gone; if not, ends it over REST. False when it may still be up. Never throws. */
export async function confirmGone(ids: Ids, tools: DropTools): Promise<boolean> {
  const { sessions, clock, log } = tools;
  await pause(clock, CHECK_AFTER_MS);
  try {
    const session = await sessions.get(ids.sessionId, 'background');
    if (session === 'gone') return true;
    const own = partyIn(session, ids.partyId);
    if (!own || isOver(own)) return true;
    log.warn({ sessionId: ids.sessionId }, 'a call outlived our hang-up; ending it over REST');
    return await dropSession(ids, false, tools);
  } catch (error) {
    log.info({ err: error, sessionId: ids.sessionId }, 'could not check whether a call is gone');
    return false;
  }
}

export interface DropCallOptions {
  readonly calls: Calls;
  readonly endByDialog: EndByDialog;
  readonly sessionsOf: SessionsOf;
  readonly controlRights: ControlRights;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends a call: our own leg first, then REST if there is no leg or that was
 * not enough. True once the call is gone or is a conversation between others.
 */
export async function dropCall(
  ref: CallRef | { readonly callId: string },
  { calls, endByDialog, sessionsOf, ...rest }: DropCallOptions,
): Promise<boolean> {
  const { callId } = ref;
  const call = calls.get(callId);
  if (call) {
    call.unwanted = true;
    call.handOver?.ends.cancel();
    // A bridge may be in progress. Only its result shows whether a conversation has begun.
    await Promise.allSettled([call.dialing, call.handOver?.done]);
  }
  // One turn later the hand-over's outcome has been processed.
  await new Promise<void>((resume) => setImmediate(resume));
  if (calls.isHandedOver(callId) || call?.over) return true;
  const given = 'sessionId' in ref && ref.sessionId !== '' ? ref : undefined;
  const ids = given ?? (call && refOf(call));
  const line = ids?.line ?? call?.request.line;
  if (!line) return true;
  const tools = { sessions: sessionsOf(line), ...rest };
  const softphone = calls.softphoneOf(callId);
  const hungUp = softphone ? await hangUpLeg(softphone, call?.leg ?? callId, tools) : false;
  if (hungUp && ids) void confirmGone(ids, tools);
  // Without a session there is nothing else of ours to end. A session that no leg of ours is in may be a conversation by now, so it is
  // looked at first. Once the right was refused, do not ask again each time: that would use up the requests that hand-overs need.
  const overRest = async (): Promise<boolean> => {
    if (!ids) return !softphone;
    const isRefused = (await tools.controlRights.of(line.extensionId)) === 'refused';
    return !isRefused && dropSession(ids, !softphone, tools);
  };
  const gone = hungUp || (await overRest()) || (!softphone && (await endByDialog.end(line, callId, call?.dialog)));
  if (gone && call) calls.finish(call, 'us', 'We hung up.');
  return gone;
}
