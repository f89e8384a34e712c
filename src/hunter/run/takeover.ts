import { bounded, reasonOf } from '../base/bounded.js';
import { pause } from '../base/clock.js';
import type { CallRef, CallSighting, ResumeOutcome } from '../ports/phone.js';
import { HAND_OVER_FENCES } from '../rules/hand-over-times.js';
import { callOf, claimInFlight, findClaim, isAlive, offerOn } from '../rules/query.js';
import type { CallState, HuntState } from '../rules/state.js';
import { type CallTools, refOf, report } from './effect-tools.js';

/** A session that cannot be looked at now is retried this often. After that its audio counts as lost, which by then it is. */
const LOOKS = 5;
const LOOK_LIMIT_MS = 15_000;
const LOOK_AGAIN_MS = 1_000;
/** A line has to register, ask for the call, and at worst be rung with it. The phone bounds each of these. */
const RESUME_LIMIT_MS = 75_000;

/** The calls a new owner has to look at before it does anything on them. */
export function callsToCompare(state: HuntState): readonly CallState[] {
  return state.calls.filter((call) => isAlive(call) || hasHandOver(state, call));
}

/**
 * After a change of owner: finds out for each call of the hunt whether it can be heard again, only controlled, or is lost, and reports each
 * call as soon as it is done.
 */
export async function compareWithPhone(tools: CallTools, onCompared: (callId: string) => void): Promise<void> {
  await Promise.all(
    callsToCompare(tools.ledger.state).map(async (call) => {
      try {
        await compare(tools, call);
      } catch (error) {
        tools.log.error({ callId: call.id, err: error }, 'A call could not be compared with the phone');
      }
      onCompared(call.id);
    }),
  );
}

/** Our part may have ended while the hand-over was still in progress. */
function hasHandOver(state: HuntState, call: CallState): boolean {
  const offer = offerOn(state, call.id);
  return offer !== undefined && claimInFlight(offer) !== undefined;
}

async function compare(tools: CallTools, call: CallState): Promise<void> {
  const { ledger, phone } = tools;
  const callId = call.id;
  if (refOf(ledger.state, callId) === undefined) {
    // It was being dialed, so there is no session to look at. Drop whatever exists of it and redial the line.
    await bounded(tools.clock, LOOK_LIMIT_MS, 'Dropping', phone.drop({ callId })).catch(() => false);
    // Unless the process that dialed it is alive and has recorded the session in the meantime.
    await ledger.refresh();
  }
  const ref = refOf(ledger.state, callId);
  if (ref === undefined) {
    await report(tools, { type: 'call-ended', callId, end: 'line-lost', reason: 'The bot restarted during the dial.' });
    return;
  }
  const resumed = mayBeHeard(call) ? await resume(tools, ref) : undefined;
  if (resumed?.outcome === 'audible') {
    const { sessionId, partyId } = resumed;
    await report(tools, { type: 'call-resumed', callId, sessionId, partyId });
    await endHandOver(tools, callId);
    return;
  }
  await settle(tools, call, await look(tools, callId));
}

async function settle(tools: CallTools, call: CallState, sighting: CallSighting): Promise<void> {
  const { ledger } = tools;
  const callId = call.id;
  const offer = offerOn(ledger.state, callId);
  const claim = offer === undefined ? undefined : claimInFlight(offer);
  const claimId = claim?.status === 'handing-over' ? claim.id : undefined;
  if (sighting.seen === 'handed-over' && claim !== undefined) {
    const result = { outcome: 'connected', way: 'seen after a restart' } as const;
    await report(tools, { type: 'hand-over-ended', claimId: claim.id, result });
    return;
  }
  if (sighting.seen === 'gone' || sighting.seen === 'handed-over') {
    await report(tools, {
      type: 'call-ended',
      callId,
      end: 'far-end',
      reason: 'The call ended while the bot was away.',
    });
    if (claimId === undefined) return;
    const result = { outcome: 'agent-gone', reason: 'The call ended while the bot was away.' } as const;
    await report(tools, { type: 'hand-over-ended', claimId, result });
    return;
  }
  // Report the lost hearing first, while the claim still protects the call.
  const audible = sighting.seen === 'alive' && sighting.audible;
  if (!audible && call.hears) await report(tools, { type: 'hearing-lost', callId });
  if (claimId === undefined) return;
  // Taker and agent may already be talking. Nobody else is asked to take the call until that is known.
  if (sighting.seen === 'unknown') return void lookOn(tools, call, claimId);
  await endHandOver(tools, callId);
}

/** A line of ours was in it, and it is not being dropped. */
function mayBeHeard(call: CallState): boolean {
  return isAlive(call) && call.phase !== 'dropping' && call.way !== 'call-out-number';
}

/** The phone that was being rung is part of the previous owner's call. */
async function endHandOver(tools: CallTools, callId: string): Promise<void> {
  const offer = offerOn(tools.ledger.state, callId);
  const claim = offer === undefined ? undefined : claimInFlight(offer);
  if (claim?.status !== 'handing-over') return;
  const result = { outcome: 'unanswered', reason: 'The bot restarted while the phone was ringing.' } as const;
  await report(tools, { type: 'hand-over-ended', claimId: claim.id, result });
}

async function resume(tools: CallTools, ref: CallRef): Promise<ResumeOutcome | undefined> {
  const { phone, clock, ledger, log } = tools;
  const { id: destinationId, number } = ledger.state.destination;
  const resuming = phone.resume({ ...ref, destinationId, number });
  return bounded(clock, RESUME_LIMIT_MS, 'Taking a call up', resuming).catch((error: unknown) => {
    log.warn({ callId: ref.callId, reason: reasonOf(error) }, 'A call could not be taken up; checking its state');
    return undefined;
  });
}

/** Looks until the phone reports the result of a hand-over, or time has decided that it failed. Never rejects. */
async function lookOn(tools: CallTools, call: CallState, claimId: string): Promise<void> {
  const { ledger, log, clock } = tools;
  const until = clock.now() + ledger.state.policy.ringMs + HAND_OVER_FENCES.newOwner;
  const isOpen = () => clock.now() < until && findClaim(ledger.state, claimId)?.claim.status === 'handing-over';
  try {
    let sighting: CallSighting = { seen: 'unknown', reason: '' };
    while (sighting.seen === 'unknown' && isOpen()) sighting = await look(tools, call.id);
    if (sighting.seen !== 'unknown' && isOpen()) await settle(tools, call, sighting);
  } catch (error) {
    log.error({ callId: call.id, err: error }, 'The result of a hand-over could not be found out');
  }
}

async function look(tools: CallTools, callId: string): Promise<CallSighting> {
  const { phone, clock, ledger } = tools;
  let last: CallSighting = { seen: 'unknown', reason: 'The call has no session.' };
  for (let tries = 0; tries < LOOKS; tries += 1) {
    const ref = refOf(ledger.state, callId);
    if (ref === undefined || callOf(ledger.state, callId) === undefined) return last;
    last = await bounded(clock, LOOK_LIMIT_MS, 'Looking', phone.look(ref)).catch((error: unknown) => ({
      seen: 'unknown' as const,
      reason: reasonOf(error),
    }));
    if (last.seen !== 'unknown') return last;
    await pause(clock, LOOK_AGAIN_MS);
  }
  tools.log.warn({ callId, reason: last.seen === 'unknown' ? last.reason : '' }, 'A call could not be looked at');
  return last;
}
