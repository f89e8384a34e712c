import { pause } from '../../hunter/base/clock.js';
import type { HandOverOutcome } from '../../hunter/terms.js';
import { isOver, partyIn, type Session, wasTransferred } from '../account/sessions.js';
import type { LineTools } from '../call/line-tools.js';
import { lookPause } from '../ring/ring-person.js';
import type { BlindWayName } from './order.js';
import type { HandOverTask } from './way.js';

/** So many looks may fail before the server's “done” is believed without having seen it. */
const FAILED_LOOKS = 4;
/** What a blind transfer does to the session's parties is not documented: without any sign of a new party it is believed after this. */
const NO_SIGN_MS = 8_000;
/** The server rings on for longer than we let a phone ring, and who picks up then has the agent all the same. */
const RINGS_ON_MS = 15_000;
/** No look takes longer. */
const LOOK_MAX_MS = 6_500;

/** Follows the session until somebody new has answered, or the agent is lost. */
export async function followTransfer(
  { call, maxRingMs }: HandOverTask,
  { sessions, clock, pacer }: LineTools,
  before: ReadonlySet<string> | undefined,
  way: BlindWayName,
): Promise<HandOverOutcome> {
  if (call.sessionId === '') return { outcome: 'connected', way };
  let failedLooks = 0;
  let seen = false;
  // Neither a failed look nor a clock that jumps decides what became of the agent.
  for (let waitedMs = 0; waitedMs < maxRingMs + RINGS_ON_MS || failedLooks > 0; ) {
    const began = clock.now();
    const pauseMs = Math.min(lookPause(pacer.available('light', 'look')), maxRingMs);
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
    waitedMs += Math.min(clock.now() - began, pauseMs + LOOK_MAX_MS);
    const blind = failedLooks >= FAILED_LOOKS || (!seen && waitedMs >= NO_SIGN_MS);
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

/** What the parties tell after a blind transfer. `no-sign`: nobody new is shown yet. */
export function judgeTransfer(
  session: Session,
  ownPartyId: string,
  before: ReadonlySet<string> | undefined,
): 'answered' | 'voicemail' | 'ringing' | 'lost' | 'no-sign' {
  const others = session.parties.filter((party) => party.id !== ownPartyId);
  // Parties come in the order they joined: when we could not look before, the first other one is the agent.
  const known = before ?? new Set(others.slice(0, 1).map((party) => party.id));
  const fresh = others.filter((party) => !known.has(party.id));
  const old = others.filter((party) => known.has(party.id));
  if (old.length > 0 && old.every(isOver)) return 'lost';
  if (fresh.some((party) => party.status === 'answered')) return 'answered';
  if (fresh.some((party) => party.status === 'voicemail')) return 'voicemail';
  if (fresh.length === 0) return 'no-sign';
  // One that has moved on rings, or talks, on another phone.
  return fresh.every(({ status }) => status === 'over') ? 'lost' : 'ringing';
}

/** The parties before the transfer, so that a new one can be told; undefined when they cannot be seen. */
export async function knownParties(
  { sessions }: LineTools,
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

/** A look that fails tells nothing: it is made again until one tells, or for longer than the server makes us pause after too many requests. */
const LOOK_ON_MS = 35_000;
const LOOK_AGAIN_MS = 1_000;
/** The server ends our legs right after it has done what was asked for. */
const LEGS_END_WITHIN_MS = 2_000;

/**
 * Whether the agent talks on without us: the request was carried out although its answer got lost. The session knows. `legsEnded`: whether
 * the server has ended our legs, as it does then; believed where no look can tell, since both ends may have hung up.
 */
export async function wasMovedOn(
  { sessions, clock }: Pick<LineTools, 'sessions' | 'clock'>,
  call: { readonly sessionId: string; readonly partyId: string },
  legsEnded?: () => boolean,
): Promise<boolean> {
  const asLegsTell = () => legsEnded?.() ?? false;
  if (call.sessionId === '') return asLegsTell();
  const began = clock.now();
  for (;;) {
    try {
      const session = await sessions.get(call.sessionId, 'urgent');
      const own = session === 'gone' ? undefined : partyIn(session, call.partyId);
      // A session that is gone, or still shows us in the call, may lag behind.
      if (session === 'gone' || own === undefined || !isOver(own)) return asLegsTell();
      // When the agent hangs up, nobody is left and nobody was moved.
      return session.parties.some((party) => wasTransferred(party) || !isOver(party));
    } catch {
      const lookedMs = clock.now() - began;
      // Legs that stand after a while are an answer: somebody waits on them.
      const stand = legsEnded?.() === false && lookedMs >= LEGS_END_WITHIN_MS;
      if (stand || lookedMs >= LOOK_ON_MS) return asLegsTell();
      await pause(clock, LOOK_AGAIN_MS);
    }
  }
}
