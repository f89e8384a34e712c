import type { HandOverOutcome } from '../hunter/words.js';
import { pause } from './clock.js';
import { lookPause } from './consult.js';
import { AGENT_GONE, type HandOverTask, type HandOverTools, transferTarget, type WayOutcome } from './hand-over-way.js';
import { PhoneError, sentenceOf } from './phone-error.js';
import { isOver, partyIn, type Session, wasTransferred } from './sessions.js';

/** So many looks may fail before the server's “done” is believed without having seen it. */
const FAILED_LOOKS = 4;
/** What a blind transfer does to the session's parties is not documented: without any sign of a new party it is believed after this. */
const NO_SIGN_MS = 8_000;

/** Blind: RingCentral takes the agent's call to the taker. It cannot be taken back, so it comes after the warm way. */
export async function transferWay(task: HandOverTask, tools: HandOverTools): Promise<WayOutcome> {
  const { call, agentGone } = task;
  const { sessions, clock, log } = tools;
  if (agentGone.aborted) return AGENT_GONE;
  if (call.sessionId === '') return { outcome: 'next', reason: 'RingCentral never told the id of this call.' };
  const before = await knownParties(tools, call.sessionId);
  const began = clock.now();
  try {
    await sessions.transfer(call, transferTarget(task));
  } catch (error) {
    if (agentGone.aborted) return AGENT_GONE;
    // A call that our own leg is in is there, whatever this user's rights let REST see.
    if (!task.softphone && error instanceof PhoneError && error.code === 'not-found') return AGENT_GONE;
    const unclear = error instanceof PhoneError && (error.code === 'unreachable' || error.code === 'nonsense');
    if (!unclear || !(await wasCarriedOut(tools, call))) return { outcome: 'next', reason: sentenceOf(error) };
  }
  log.info({ callId: call.callId, sessionId: call.sessionId, tookMs: clock.now() - began }, 'the call was transferred');
  const outcome = await watchTransfer(task, tools, before);
  log.info(
    { callId: call.callId, rangMs: clock.now() - began, outcome: outcome.outcome },
    'the transfer was followed to its end',
  );
  return outcome;
}

/** Follows the session until somebody new has answered, or the agent is lost. */
async function watchTransfer(
  { call, maxRingMs }: HandOverTask,
  { sessions, clock, pacer }: HandOverTools,
  before: ReadonlySet<string>,
): Promise<HandOverOutcome> {
  const began = clock.now();
  let failedLooks = 0;
  let seen = false;
  while (clock.now() - began < maxRingMs) {
    await pause(clock, Math.min(lookPause(pacer.available('light', 'look')), maxRingMs));
    try {
      const session = await sessions.get(call.sessionId, 'look');
      failedLooks = 0;
      if (session === 'gone') return LOST;
      const sight = judgeTransfer(session, call.partyId, before);
      if (sight === 'answered') return { outcome: 'connected', way: 'transfer' };
      if (sight === 'voicemail')
        return { outcome: 'agent-gone', reason: "The agent was transferred and reached the taker's voicemail." };
      if (sight === 'lost') return LOST;
      seen ||= sight === 'ringing';
    } catch {
      failedLooks++;
    }
    const blind = failedLooks >= FAILED_LOOKS || (!seen && clock.now() - began >= NO_SIGN_MS);
    if (blind) return { outcome: 'connected', way: 'transfer' };
  }
  return seen
    ? {
        outcome: 'agent-gone',
        reason: 'The agent was transferred, but nobody answered in time; the call cannot be taken back.',
      }
    : { outcome: 'connected', way: 'transfer' };
}

const LOST: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent was transferred, but the call ended before anybody answered.',
};

/** What the parties tell after a blind transfer. `no-sign`: nobody new is shown yet. */
export function judgeTransfer(
  session: Session,
  ownPartyId: string,
  before: ReadonlySet<string>,
): 'answered' | 'voicemail' | 'ringing' | 'lost' | 'no-sign' {
  const fresh = session.parties.filter((party) => party.id !== ownPartyId && !before.has(party.id));
  const old = session.parties.filter((party) => party.id !== ownPartyId && before.has(party.id));
  if (old.length > 0 && old.every(isOver)) return 'lost';
  if (fresh.some((party) => party.status === 'answered')) return 'answered';
  if (fresh.some((party) => party.status === 'voicemail')) return 'voicemail';
  if (fresh.length === 0) return 'no-sign';
  return fresh.every(isOver) ? 'lost' : 'ringing';
}

/** The parties before the transfer, so that a new one can be told. Unknown is as good as none but our own. */
async function knownParties({ sessions }: HandOverTools, sessionId: string): Promise<ReadonlySet<string>> {
  try {
    const session = await sessions.get(sessionId, 'look');
    return new Set(session === 'gone' ? [] : session.parties.map((party) => party.id));
  } catch {
    return new Set();
  }
}

async function wasCarriedOut(
  { sessions }: HandOverTools,
  call: { readonly sessionId: string; readonly partyId: string },
): Promise<boolean> {
  try {
    const session = await sessions.get(call.sessionId, 'urgent');
    const own = session === 'gone' ? undefined : partyIn(session, call.partyId);
    return own !== undefined && wasTransferred(own);
  } catch {
    return false;
  }
}
