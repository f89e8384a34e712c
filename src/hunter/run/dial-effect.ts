import { bounded, reasonOf } from '../base/bounded.js';
import { type Clock, pause } from '../base/clock.js';
import type { CallRef, DialResult, Phone } from '../ports/phone.js';
import { callOf, isAlive } from '../rules/query.js';
import type { Destination, Line } from '../terms.js';
import { type CallTools, report } from './effect-tools.js';
import type { HuntServiceOptions } from './hunts.js';
import type { LineLeases } from './line-leases.js';

/** Longer than any phone takes to try all its ways. */
const DIAL_LIMIT_MS = 120_000;
const LOOK_AGAIN_WHEN_CLOSED_MS = 30_000;
const LOOK_AGAIN_WHEN_IN_USE_MS = 2_000;
const LOOK_AGAIN_WHEN_PAUSED_MS = 2_000;
/** How often, and how far apart, a late call is dropped before giving up with an error. */
const LATE_DROPS = 20;
const LATE_DROP_PAUSE_MS = 1_000;
/** Another line dialed first and the stagger applies now; `due` names the next moment. */
const LOOK_AGAIN_MS = 100;

/** What decides whether a line may dial now. */
export interface DialTools extends CallTools {
  readonly lines: LineLeases;
  readonly newId: () => string;
  readonly isOpen: (destination: Destination, line: Line, at: number) => boolean;
  readonly hold: HuntServiceOptions['hold'];
  readonly whyNotDial: HuntServiceOptions['whyNotDial'];
}

/**
 * Dials a line: checks that it is allowed, open and free, records the dial, and only then places it. Returns the pause before another try.
 */
export async function dialLine(tools: DialTools, lineId: string): Promise<number> {
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
  // Recorded, but so slowly that another process owns the hunt by now and has dealt with the call.
  if (tools.grip() !== 'firm') return LOOK_AGAIN_MS;
  await place(tools, callId, line, destination);
  return 0;
}

async function place(tools: CallTools, callId: string, line: Line, destination: Destination): Promise<void> {
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
    // The call may have been dropped, or given up as lost, while it was being dialed.
    if (call !== undefined && !isAlive(call) && call.phase !== 'handed-over') await dropLate(phone, clock, ref);
  };
  const request = { callId, line, destinationId: destination.id, number: destination.number };
  const dialing = (async () => phone.dial(request))();
  // Also settles a dial that answers after we gave up on it.
  const settled = dialing.then(settle);
  settled.catch(() => undefined);
  try {
    await bounded(clock, DIAL_LIMIT_MS, 'Dialing', dialing);
  } catch (error) {
    log.error({ callId, lineId: line.id, err: error }, 'A dial failed');
    await phone.drop({ callId }).catch(() => false);
    await report(tools, { type: 'call-ended', callId, end: 'line-lost', reason: reasonOf(error) });
    return;
  }
  try {
    await settled;
  } catch (error) {
    // Placed, but another process owns the hunt by now. It does not know this call and redials the line.
    if (ref !== undefined) await dropLate(phone, clock, ref);
    throw error;
  }
}

async function dropLate(phone: Phone, clock: Clock, ref: CallRef): Promise<void> {
  for (let tries = 0; tries < LATE_DROPS; tries += 1) {
    if (await phone.drop(ref).catch(() => false)) return;
    await pause(clock, LATE_DROP_PAUSE_MS);
  }
}
