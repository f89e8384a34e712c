import { pause } from '../../hunter/base/clock.js';
import type { HandOverOutcome } from '../../hunter/terms.js';
import { isOver, type Session } from '../account/sessions.js';
import type { BlindWayName } from './order.js';
import { FAILED_LOOKS, lookPause, TIMES } from './timings.js';
import type { HandOverTask, WayTools } from './way.js';

/** Follows the session until somebody new has answered or the agent is lost. */
export async function followTransfer(
  { call, maxRingMs }: HandOverTask,
  { sessions, clock }: WayTools,
  before: ReadonlySet<string> | undefined,
  way: BlindWayName,
): Promise<HandOverOutcome> {
  if (call.sessionId === '') return { outcome: 'connected', way };
  let failedLooks = 0;
  let seen = false;
  // Neither a failed look nor a clock that jumps may decide what happened to the agent.
  for (let waitedMs = 0; waitedMs < maxRingMs + TIMES.ringsOn || failedLooks > 0; ) {
    const began = clock.now();
    const pauseMs = Math.min(lookPause(sessions.looksLeft()), maxRingMs);
    await pause(clock, pauseMs);
    try {
      const session = await sessions.get(call.sessionId, 'look');
      failedLooks = 0;
      if (session === 'gone') return LOST;
      const sight = judgeTransfer(session, call.partyId, before);
      if (sight === 'answered') return { outcome: 'connected', way };
      if (sight === 'voicemail')
        return { outcome: 'agent-gone', reason: "The agent was transferred and reached the taker's voicemail." };
      if (sight === 'lost') return LOST;
      seen ||= sight === 'ringing';
    } catch {
      failedLooks++;
    }
    waitedMs += Math.min(clock.now() - began, pauseMs + TIMES.look);
    const blind = failedLooks >= FAILED_LOOKS || (!seen && waitedMs >= TIMES.noSign);
    if (blind) return { outcome: 'connected', way };
  }
  return seen
    ? {
        outcome: 'agent-gone',
        reason: 'The agent was transferred, but nobody answered in time; the call cannot be taken back.',
      }
    : { outcome: 'connected', way };
}

const LOST: HandOverOutcome = {
  outcome: 'agent-gone',
  reason: 'The agent was transferred, but the call ended before anybody answered.',
};

/** What the parties show after a blind transfer. `no-sign`: nobody new is shown yet. */
export function judgeTransfer(
  session: Session,
  ownPartyId: string,
  before: ReadonlySet<string> | undefined,
): 'answered' | 'voicemail' | 'ringing' | 'lost' | 'no-sign' {
  const others = session.parties.filter((party) => party.id !== ownPartyId);
  // Parties are listed in the order they joined: if we could not look before, the first other one is the agent.
  const known = before ?? new Set(others.slice(0, 1).map((party) => party.id));
  const fresh = others.filter((party) => !known.has(party.id));
  const old = others.filter((party) => known.has(party.id));
  if (old.length > 0 && old.every(isOver)) return 'lost';
  if (fresh.some((party) => party.status === 'answered')) return 'answered';
  if (fresh.some((party) => party.status === 'voicemail')) return 'voicemail';
  if (fresh.length === 0) return 'no-sign';
  // A party that has moved on is ringing or talking on another phone.
  return fresh.every(({ status }) => status === 'over') ? 'lost' : 'ringing';
}

/** The parties before the transfer, to recognize a new one by; undefined when they cannot be seen. */
export async function knownParties(
  { sessions }: WayTools,
  sessionId: string,
): Promise<ReadonlySet<string> | undefined> {
  if (sessionId === '') return undefined;
  try {
    const session = await sessions.get(sessionId, 'look');
    return session === 'gone' ? undefined : new Set(session.parties.map((party) => party.id));
  } catch {
    return undefined;
  }
}
