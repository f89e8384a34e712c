import type { AudioRing } from '../../hunter/base/audio-ring.js';
import { bounded } from '../../hunter/base/bounded.js';
import { type Clock, pause } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { ResumeRequest } from '../../hunter/ports/phone.js';
import type { ControlRights } from '../account/control-rights.js';
import type { Sessions } from '../account/sessions.js';
import { PhoneError, sentenceOf } from '../api/phone-error.js';
import { dropSession } from '../call/drop.js';
import { wasMovedOn } from '../hand-over/moved-on.js';
import type { Softphone } from '../softphone/sip/softphone.js';

/** How bringing a call back went. `not`: nothing was moved. `lost`: it was moved and did not reach us; whatever was left has been ended. */
export type ComeBack =
  | { readonly outcome: 'back'; readonly sessionId: string; readonly partyId: string }
  | { readonly outcome: 'not' | 'lost'; readonly reason: string };

interface ComeBackTools {
  readonly sessions: Sessions;
  readonly controlRights?: ControlRights;
  readonly clock: Clock;
  readonly log: Log;
}

/** RingCentral rings within a second or two; voicemail takes a call after fifteen or more. */
const RUNG_WITHIN_MS = 12_000;
const HANG_UP_WITHIN_MS = 5_000;
/** The session shows our new party almost at once; even without it, the call can be heard and hung up. */
const LOOKS = 4;
const LOOK_PAUSE_MS = 400;

/**
 * Transfers our party of a call to our own extension, where the newly registered softphone answers. What a blind transfer does to the
 * session is not documented, so the new ids come from the INVITE or the session, whichever names them.
 */
export async function comeBack(
  request: ResumeRequest,
  leg: string,
  softphone: Softphone,
  audio: AudioRing,
  tools: ComeBackTools,
): Promise<ComeBack> {
  const { sessions, clock } = tools;
  const { sessionId, line, number } = request;
  // Within the account a call may show the short number of whoever transferred it: in this case us.
  const { extensionNumber } = line;
  const ringing = softphone.answerNext(leg, RUNG_WITHIN_MS, audio, { number, sessionId, extensionNumber });
  ringing.catch(() => undefined);
  try {
    await sessions.transfer(request, { extensionNumber: line.extensionNumber });
  } catch (error) {
    const unsure = error instanceof PhoneError && (error.code === 'unreachable' || error.code === 'nonsense');
    if (!unsure || !(await wasMovedOn(tools, request))) {
      await bounded(clock, HANG_UP_WITHIN_MS, notRung, softphone.hangUp(leg)).catch(() => undefined);
      return { outcome: 'not', reason: sentenceOf(error) };
    }
  }
  try {
    const named = await bounded(clock, RUNG_WITHIN_MS + HANG_UP_WITHIN_MS, notRung, ringing);
    const given = named.sessionId ?? sessionId;
    const partyId = named.partyId ?? (await ourNewParty(request, given, tools)) ?? '';
    return { outcome: 'back', sessionId: given, partyId };
  } catch (error) {
    await bounded(clock, HANG_UP_WITHIN_MS, notRung, softphone.hangUp(leg)).catch(() => undefined);
    // Otherwise the far end would be left with our extension's voicemail.
    await dropSession(request, false, tools);
    return { outcome: 'lost', reason: sentenceOf(error) };
  }
}

/** The party that replaced our old one: it belongs to our extension and is not over. */
async function ourNewParty(
  { partyId: before, line }: ResumeRequest,
  sessionId: string,
  { sessions, clock }: ComeBackTools,
): Promise<string | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await pause(clock, LOOK_PAUSE_MS);
    const session = await sessions.get(sessionId, 'look').catch(() => 'gone' as const);
    if (session === 'gone') continue;
    const fresh = session.parties.filter(({ id, extensionId }) => id !== before && extensionId === line.extensionId);
    const answered = fresh.findLast(({ status }) => status === 'answered');
    if (answered !== undefined) return answered.id;
  }
  return undefined;
}

function notRung(): PhoneError {
  return new PhoneError({
    code: 'line',
    what: 'The call was not brought back to our softphone in time.',
    retryable: true,
  });
}
