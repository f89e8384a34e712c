import { callOf, isOver } from '../rules/query.js';
import type { CallState, HuntState } from '../rules/state.js';
import type { Line } from '../terms.js';

/** A call on one of our lines, as the phone service shows it. */
export interface SeenCall {
  readonly sessionId: string;
  readonly partyId: string;
  readonly line: Line;
  /** When the call began (epoch ms). */
  readonly beganAt: number;
  /** The line's own softphone placed it, to a destination's number. */
  readonly placedByUs: boolean;
}

/** `undecided`: it may be a call whose ids a hunt has yet to learn. */
export type SweepVerdict =
  | { readonly is: 'wanted' | 'undecided' | 'not-ours' }
  | { readonly is: 'unwanted'; readonly huntId?: string; readonly why: string };

/**
 * Whether some hunt wants this call. A call is ours if a hunt's record has it, or if our softphone placed it to a destination after
 * `knownSince`, the time from which the record is complete. Read the hunts after the call was seen.
 */
export function sweepVerdict(seen: SeenCall, hunts: readonly HuntState[], knownSince: number): SweepVerdict {
  for (const hunt of hunts) {
    const recorded = hunt.calls.find(({ sessionId }) => sessionId === seen.sessionId);
    if (recorded !== undefined) return ofRecord(hunt, recorded);
  }
  if (!seen.placedByUs || seen.beganAt < knownSince) return { is: 'not-ours' };
  if (hunts.some((hunt) => mayBeAbout(hunt, seen.line.id))) return { is: 'undecided' };
  return { is: 'unwanted', why: 'Our line placed this call, and no hunt knows of it.' };
}

function ofRecord(hunt: HuntState, call: CallState): SweepVerdict {
  const taken = hunt.offers.some(({ callId, status }) => callId === call.id && status === 'connected');
  // Taker and agent are talking in it, whatever happened to our part.
  if (taken || call.phase === 'handed-over') return { is: 'wanted' };
  if (call.phase !== 'ended' && !isOver(hunt)) return { is: 'wanted' };
  return { is: 'unwanted', huntId: hunt.huntId, why: 'The hunt of this call has let it go, or is over.' };
}

/** A call of this line is being dialed, or has no RingCentral ids yet. */
function mayBeAbout(hunt: HuntState, lineId: string): boolean {
  const callId = hunt.lineStates.find((line) => line.lineId === lineId)?.callId;
  const call = callId === undefined || isOver(hunt) ? undefined : callOf(hunt, callId);
  return call !== undefined && call.phase !== 'ended' && (call.sessionId === undefined || call.sessionId === '');
}
