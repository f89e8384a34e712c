import { bounded, reasonOf } from '../base/bounded.js';
import { pause } from '../base/clock.js';
import type { Ear } from '../ports/ear.js';
import { type CallTools, type EffectOf, refOf, report } from './effect-tools.js';

/** The ear answers within moments, and ringing has its own limit. These limits only catch one that does not. */
const PRESS_LIMIT_MS = 10_000;
const LEARN_LIMIT_MS = 10_000;
const LISTEN_GRACE_MS = 45_000;
/** The pause between two digits, long enough for a slow decoder to tell them apart. */
const DIGIT_GAP_MS = 200;

/** Enters one entry of the callback script. Only the process that records the beginning enters it; after a crash nobody repeats it. */
export async function enterKeys(tools: CallTools, { callId, entry, keys }: EffectOf<'enter'>): Promise<number> {
  const { phone, clock, ledger, log } = tools;
  const { events } = await ledger.ask({ type: 'callback-entry-began', callId, entry, at: clock.now() });
  if (!events.some((event) => event.type === 'callback-entry-began' && event.callId === callId)) return 0;
  if (tools.grip() !== 'firm') return 0;
  let failure: string | undefined;
  try {
    for (const [index, key] of keys.entries()) {
      if (index > 0) await pause(clock, DIGIT_GAP_MS);
      await bounded(clock, PRESS_LIMIT_MS, 'Entering a digit', phone.press(callId, key));
    }
  } catch (error) {
    log.warn({ callId, entry, reason: reasonOf(error) }, 'A callback number could not be entered');
    failure = 'The keys could not be pressed.';
  }
  await report(tools, { type: 'callback-entry-ended', callId, entry, ...(failure === undefined ? {} : { failure }) });
  return 0;
}

/** Has the ear learn. A failure teaches nothing, but does not hold anything up. */
export async function learn(tools: CallTools, { teachingId, callId, lesson }: EffectOf<'learn'>): Promise<number> {
  const { phone, clock, log } = tools;
  const recording = await bounded(clock, LEARN_LIMIT_MS, 'Learning', phone.learn(callId, lesson)).catch(
    (error: unknown) => {
      log.warn({ teachingId, callId, err: error }, 'A recording could not be learned');
      return undefined;
    },
  );
  await report(tools, { type: 'teaching-done', teachingId, ...(recording === undefined ? {} : { recording }) });
  return 0;
}

export interface RelabelTools extends CallTools {
  /** Tells the ear what a recording is for. */
  readonly relabel: Ear['relabel'];
}

export async function relabel(tools: RelabelTools, effect: EffectOf<'relabel'>): Promise<number> {
  const { clock, ledger, log } = tools;
  const { teachingId, recordingId, kind, title } = effect;
  const told = tools.relabel(ledger.state.destination.id, recordingId, kind, title);
  const known = await bounded(clock, LEARN_LIMIT_MS, 'Naming a recording', told).catch((error: unknown) => {
    log.warn({ teachingId, err: error }, 'A recording could not be named');
    return false;
  });
  await report(tools, { type: 'relabelled', teachingId, kind, known });
  return 0;
}

export async function pressTaught(tools: CallTools, { callId, index, key }: EffectOf<'press-taught'>): Promise<number> {
  await bounded(tools.clock, PRESS_LIMIT_MS, `Pressing ${key}`, tools.phone.press(callId, key));
  await report(tools, { type: 'taught-key-pressed', callId, index });
  return 0;
}

/** Rings the teacher. Only the process that records the beginning rings, so that no phone rings twice. */
export async function listenIn(tools: CallTools, { callId, ringTarget }: EffectOf<'listen-in'>): Promise<number> {
  const { phone, clock, ledger, log } = tools;
  const ref = refOf(ledger.state, callId);
  if (ref === undefined) return 0;
  const { events } = await ledger.ask({ type: 'listen-in-began', callId, at: clock.now() });
  if (!events.some((event) => event.type === 'listen-in-began' && event.callId === callId)) return 0;
  if (tools.grip() !== 'firm') return 0;
  const { ringMs } = ledger.state.policy;
  const joined = phone.listenIn(ref, ringTarget, ringMs);
  const result = await bounded(clock, ringMs + LISTEN_GRACE_MS, 'Listening in', joined).catch((error: unknown) => {
    log.warn({ callId, err: error }, 'A teacher could not listen in');
    return { outcome: 'refused', reason: reasonOf(error) } as const;
  });
  await report(tools, { type: 'listen-in-ended', callId, result });
  return 0;
}
