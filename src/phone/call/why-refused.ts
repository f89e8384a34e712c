import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Line } from '../../hunter/terms.js';
import type { Sessions } from '../account/sessions.js';
import { REFUSALS, type RefusalName, refusalWords } from '../api/refusals.js';
import { type Callee, refusalOfReason, refusalOfStatus } from '../api/which-refusal.js';
import type { LegEnd } from '../softphone/sip/softphone.js';
import { calleesOf } from '../watch/signs.js';

/**
 * Reads again what the account says about a line, and returns the sentence that explains why it cannot call; undefined when nothing does.
 */
export type AskAgainst = (line: Line) => Promise<string | undefined>;

interface RefusedCall {
  readonly callId: string;
  readonly line: Line;
  /** Absent when RingCentral named no session. */
  readonly ids: { readonly sessionId: string; readonly partyId: string } | undefined;
}

interface Tools {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
  readonly askAgainst?: AskAgainst | undefined;
}

/** The hunt is waiting for the words of this refusal. */
const ASK_WITHIN_MS = 5_000;

/** How a placed call ended that a SIP status refused before it was answered; its session's parties are considered too. Never rejects. */
export async function whyRefused(
  status: number,
  call: RefusedCall,
  tools: Tools,
): Promise<Pick<LegEnd, 'cause' | 'reason'>> {
  const name = await refusalOf(status, call.ids, tools);
  tools.log.info({ callId: call.callId, status, refusal: name }, 'a call that had been placed was refused');
  const { cause, whose } = REFUSALS[name];
  // Trouble on the way to the number is temporary and does not count against the line.
  if (cause === 'refused' && whose === 'service') return { cause: 'no-answer', reason: refusalWords(name) };
  return { cause, reason: await refusalReason(name, call.line, tools) };
}

/** The words of a refusal. If the line's phone may be the cause, what the account says about it now is better than a guess. */
export async function refusalReason(
  name: RefusalName,
  line: Line,
  { clock, log, askAgainst }: Omit<Tools, 'sessions'>,
): Promise<string> {
  const mayBeThePhone = name === 'not-reached' || name === 'perhaps-busy';
  if (!mayBeThePhone || askAgainst === undefined) return refusalWords(name);
  try {
    const slow = () => new Error('The directory took too long.');
    return (await bounded(clock, ASK_WITHIN_MS, slow, askAgainst(line))) ?? refusalWords(name);
  } catch (error) {
    log.info({ err: error, lineId: line.id }, 'why a line cannot call could not be read');
    return refusalWords(name);
  }
}

async function refusalOf(status: number, ids: RefusedCall['ids'], { sessions, log }: Tools): Promise<RefusalName> {
  const unseen = refusalOfStatus(status, 'unknown');
  const tells = (['shown', 'none'] as const).some((callee: Callee) => refusalOfStatus(status, callee) !== unseen);
  if (!tells || ids === undefined || ids.sessionId === '') return unseen;
  try {
    const session = await sessions.get(ids.sessionId, 'urgent');
    if (session === 'gone') return unseen;
    const callees = calleesOf(session, ids.partyId);
    const said = callees.map(({ reason }) => refusalOfReason(reason)).find((reason) => reason !== undefined);
    return said ?? refusalOfStatus(status, callees.length > 0 ? 'shown' : 'none');
  } catch (error) {
    log.info({ err: error, sessionId: ids.sessionId }, 'a refused call could not be looked at');
    return unseen;
  }
}
