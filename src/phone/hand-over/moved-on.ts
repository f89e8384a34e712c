import { pause } from '../../hunter/base/clock.js';
import { isOver, partyIn, wasTransferred } from '../account/sessions.js';
import { TIMES } from './timings.js';
import type { JoinTask, WayTools } from './way.js';

type LookTools = Pick<WayTools, 'sessions' | 'clock'>;

/**
 * Whether the agent is talking on without us because a request worked although its answer got lost. The session shows it. `legsEnded`:
 * whether the server has ended our legs, as it then does. That counts only if no look can tell, since both ends may have hung up.
 */
export async function wasMovedOn(
  { sessions, clock }: LookTools,
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
      // A session that is gone, or still shows us in the call, may be out of date.
      if (session === 'gone' || own === undefined || !isOver(own)) return asLegsTell();
      // When the agent hangs up, nobody is left and nobody was moved.
      return session.parties.some((party) => wasTransferred(party) || !isOver(party));
    } catch {
      // A failed look proves nothing. If our legs are still up after a while,
      // that settles it: nothing was moved, and somebody is waiting on them.
      const lookedMs = clock.now() - began;
      const stand = legsEnded?.() === false && lookedMs >= TIMES.legsEnd;
      if (stand || lookedMs >= TIMES.movedLook) return asLegsTell();
      await pause(clock, TIMES.movedLookAgain);
    }
  }
}

/** Joining two calls reported no success: the session decides, and if it shows nothing, two ended legs do. */
export function wasJoined({ call, ends }: JoinTask, tools: LookTools): Promise<boolean> {
  return wasMovedOn(tools, call, () => ends.serverEndedBoth);
}
