import { bounded, reasonOf } from './bounded.js';
import { type EffectTools, refOf, report } from './effect-tools.js';
import type { CallSighting } from './ports.js';
import { callOf, claimInFlight, findClaim, isAlive, offerOn } from './query.js';
import type { CallState } from './state.js';

/** A session that cannot be looked at right now is looked at again; after that its audio counts as lost, which it is. */
const LOOKS = 5;
const LOOK_LIMIT_MS = 15_000;
const LOOK_AGAIN_MS = 1_000;
/** Beyond the ringing; longer than RingCentral lets anybody wait after too many requests. */
const LOOK_ON_MS = 60_000;

/** After a restart: what the events say of each living call is compared with what the phone shows of it. */
export async function compareWithPhone(tools: EffectTools): Promise<void> {
  const calls = tools.ledger.state.calls.filter((call) => isAlive(call) || hasHandOver(tools, call));
  await Promise.all(
    calls.map((call) =>
      compare(tools, call).catch((error: unknown) => {
        tools.log.error({ callId: call.id, err: error }, 'A call could not be compared with the phone');
      }),
    ),
  );
}

/** Our own part may have ended while its hand-over was still under way. */
function hasHandOver({ ledger }: EffectTools, call: CallState): boolean {
  const offer = offerOn(ledger.state, call.id);
  return offer !== undefined && claimInFlight(offer) !== undefined;
}

async function compare(tools: EffectTools, call: CallState): Promise<void> {
  const { ledger, phone } = tools;
  const callId = call.id;
  if (refOf(ledger.state, callId) === undefined) {
    // It was being dialled: no session to look at. Whatever is there of it is let go, and the line is dialled anew.
    await bounded(tools.clock, LOOK_LIMIT_MS, 'Dropping', phone.drop({ callId })).catch(() => false);
    // Unless whoever dialled it lives, and has written its session down meanwhile.
    await ledger.refresh();
  }
  if (refOf(ledger.state, callId) === undefined) {
    await report(tools, { type: 'call-ended', callId, end: 'line-lost', reason: 'The bot restarted during the dial.' });
    return;
  }
  await settle(tools, call, await look(tools, callId));
}

async function settle(tools: EffectTools, call: CallState, sighting: CallSighting): Promise<void> {
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
  // First the loss of hearing, while the claim still keeps the call.
  const audible = sighting.seen === 'alive' && sighting.audible;
  if (!audible && call.hears) await report(tools, { type: 'hearing-lost', callId });
  if (claimId === undefined) return;
  // Whether taker and agent talk already is not known: nobody else is called on before it is.
  if (sighting.seen === 'unknown') return void lookOn(tools, call, claimId);
  const result = { outcome: 'unanswered', reason: 'The bot restarted while the phone was ringing.' } as const;
  await report(tools, { type: 'hand-over-ended', claimId, result });
}

/** Looks until the phone tells what became of a hand-over, or time has decided that it failed. Never rejects. */
async function lookOn(tools: EffectTools, call: CallState, claimId: string): Promise<void> {
  const { ledger, log, clock } = tools;
  const until = clock.now() + ledger.state.policy.ringMs + LOOK_ON_MS;
  const isOpen = () => clock.now() < until && findClaim(ledger.state, claimId)?.claim.status === 'handing-over';
  try {
    let sighting: CallSighting = { seen: 'unknown', reason: '' };
    while (sighting.seen === 'unknown' && isOpen()) sighting = await look(tools, call.id);
    if (sighting.seen !== 'unknown' && isOpen()) await settle(tools, call, sighting);
  } catch (error) {
    log.error({ callId: call.id, err: error }, 'What became of a hand-over could not be found out');
  }
}

async function look(tools: EffectTools, callId: string): Promise<CallSighting> {
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
    await new Promise<void>((resume) => clock.setTimer(resume, LOOK_AGAIN_MS));
  }
  tools.log.warn({ callId, reason: last.seen === 'unknown' ? last.reason : '' }, 'A call could not be looked at');
  return last;
}
