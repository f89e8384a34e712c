import { bounded, reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { CallRef, DialResult, Phone } from '../ports/phone.js';
import { callOf, isAlive } from '../rules/query.js';
import type { Destination, Line } from '../terms.js';
import { type EffectTools, report } from './effect-tools.js';

/** Longer than any phone tries all its ways. */
const DIAL_LIMIT_MS = 120_000;
const LOOK_AGAIN_WHEN_CLOSED_MS = 30_000;
const LOOK_AGAIN_WHEN_IN_USE_MS = 2_000;
const LOOK_AGAIN_WHEN_PAUSED_MS = 2_000;
/** How often, and with what pause, a call that came too late is let go before it is given up as an error. */
const LATE_DROPS = 20;
const LATE_DROP_PAUSE_MS = 1_000;
/** Another line was quicker and the stagger applies now; `due` names the moment. */
const LOOK_AGAIN_MS = 100;

/** Dials a line: allowed, open, free, recorded, and only then placed. Answers the pause before another try. */
export async function dialLine(tools: EffectTools, lineId: string): Promise<number> {
  const { clock, ledger, lines, newId, isOpen, hold, whyNotDial } = tools;
  const { destination } = ledger.state;
  const line = ledger.state.lines.find((candidate) => candidate.id === lineId);
  if (line === undefined) return LOOK_AGAIN_WHEN_CLOSED_MS;
  const forbidden = await whyNotDial(destination);
  if (forbidden !== undefined) {
    await report(tools, { type: 'give-up-line', lineId, reason: forbidden });
    return LOOK_AGAIN_WHEN_CLOSED_MS;
  }
  const held = await hold();
  if (held !== undefined) {
    await report(tools, { type: 'line-waits', lineId, reason: 'paused', hold: held });
    return LOOK_AGAIN_WHEN_PAUSED_MS;
  }
  if (!isOpen(destination, line, clock.now())) {
    await report(tools, { type: 'line-waits', lineId, reason: 'closed' });
    return LOOK_AGAIN_WHEN_CLOSED_MS;
  }
  const callId = newId();
  const lease = await lines.take(lineId, callId);
  if (lease !== 'taken') {
    await report(tools, { type: 'line-waits', lineId, reason: lease });
    return LOOK_AGAIN_WHEN_IN_USE_MS;
  }
  const begun = await report(tools, { type: 'begin-call', callId, lineId }).catch((error: unknown) => {
    lines.free(lineId, callId);
    throw error;
  });
  if (callOf(begun, callId)?.phase !== 'dialling') {
    lines.free(lineId, callId);
    return LOOK_AGAIN_MS;
  }
  // Written down, but so slowly that the hunt is another's by now, who has dealt with the call.
  if (tools.grip() !== 'firm') return LOOK_AGAIN_MS;
  await place(tools, callId, line, destination);
  return 0;
}

async function place(tools: EffectTools, callId: string, line: Line, destination: Destination): Promise<void> {
  const { phone, clock, log, ledger } = tools;
  let ref: CallRef | undefined;
  const settle = async (result: DialResult): Promise<void> => {
    if (result.outcome === 'refused') {
      await report(tools, { type: 'call-ended', callId, end: result.end, reason: result.reason });
      return;
    }
    const { sessionId, partyId, way, hears } = result;
    ref = { callId, line, sessionId, partyId };
    await report(tools, { type: 'call-dialled', callId, sessionId, partyId, way, hears });
    const call = callOf(ledger.state, callId);
    // It may have been let go, or given up for lost, while it was being dialled.
    if (call !== undefined && !isAlive(call) && call.phase !== 'handed-over') await dropLate(phone, clock, ref);
  };
  const request = { callId, line, destinationId: destination.id, number: destination.number };
  const dialling = (async () => phone.dial(request))();
  // Also of a dial that answers after it was given up.
  const settled = dialling.then(settle);
  settled.catch(() => undefined);
  try {
    await bounded(clock, DIAL_LIMIT_MS, 'Dialling', dialling);
  } catch (error) {
    log.error({ callId, lineId: line.id, err: error }, 'A dial failed');
    await phone.drop({ callId }).catch(() => false);
    await report(tools, { type: 'call-ended', callId, end: 'line-lost', reason: reasonOf(error) });
    return;
  }
  try {
    await settled;
  } catch (error) {
    // Placed, but the hunt is another process's by now, which knows nothing of this call and dials the line anew.
    if (ref !== undefined) await dropLate(phone, clock, ref);
    throw error;
  }
}

async function dropLate(phone: Phone, clock: Clock, ref: CallRef): Promise<void> {
  for (let tries = 0; tries < LATE_DROPS; tries += 1) {
    if (await phone.drop(ref).catch(() => false)) return;
    await new Promise<void>((resume) => clock.setTimer(resume, LATE_DROP_PAUSE_MS));
  }
}
