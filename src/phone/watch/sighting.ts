import type { CallRef, CallSighting } from '../../hunter/ports/phone.js';
import { isOver, partyIn, type Sessions, wasTransferred } from '../account/sessions.js';
import { sentenceOf } from '../api/phone-error.js';

/** What the session shows of a call that no line of ours is in. Never rejects: what cannot be seen is reported as unknown. */
export async function sightOf(ref: CallRef, sessions: Sessions): Promise<CallSighting> {
  if (ref.sessionId === '') return { seen: 'unknown', reason: 'RingCentral never gave the id of this call.' };
  try {
    const session = await sessions.get(ref.sessionId, 'look');
    if (session === 'gone') return { seen: 'gone' };
    const own = partyIn(session, ref.partyId);
    if (own && wasTransferred(own)) return { seen: 'handed-over' };
    return !own || isOver(own) ? { seen: 'gone' } : { seen: 'alive', audible: false };
  } catch (error) {
    return { seen: 'unknown', reason: sentenceOf(error) };
  }
}
