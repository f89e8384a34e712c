import { bounded, reasonOf } from '../base/bounded.js';
import type { Phone } from '../ports/phone.js';
import type { Command } from '../rules/commands.js';
import { HAND_OVER_FENCES } from '../rules/hand-over-times.js';
import { callOf, findClaim } from '../rules/query.js';
import { type DialTools, dialLine } from './dial-effect.js';
import { type CallTools, type Effect, type EffectOf, refOf, report } from './effect-tools.js';
import { enterKeys, learn, listenIn, pressTaught, type RelabelTools, relabel } from './teaching-effects.js';

/** The phone bounds its own waits. These limits only catch one that does not. */
const PRESS_LIMIT_MS = 10_000;
const SAY_LIMIT_MS = 30_000;
const DROP_LIMIT_MS = 30_000;
/**
 * After a failed drop, wait as long as it has been tried so far. Each try already asks RingCentral several times, and where nobody may end
 * the call, haste would only use up the request budget of people talking to an agent.
 */
const DROP_AGAIN_MS = 1_000;
const DROP_AGAIN_MAX_MS = 20_000;

/** What hands a call over. */
interface HandOverTools extends CallTools {
  /** Reports what only this process can know to a hunt that another process owns by now. */
  readonly reportFromOutside: (command: Command) => Promise<void>;
}

export type EffectTools = DialTools & RelabelTools & HandOverTools;

/** Two effects with the same key never run at once, so an agent never hears two phrases at a time. */
export function keyOf(effect: Effect): string {
  switch (effect.do) {
    case 'dial':
      return `dial ${effect.lineId}`;
    case 'tune':
      return `tune ${effect.callId} ${effect.stage}`;
    case 'press':
      return `press ${effect.callId} ${effect.step}`;
    case 'hand-over':
      return `hand-over ${effect.claimId}`;
    case 'enter':
      return `enter ${effect.callId} ${effect.entry}`;
    case 'press-taught':
      return `press-taught ${effect.callId} ${effect.index}`;
    case 'learn':
      return `learn ${effect.teachingId}`;
    case 'relabel':
      return `relabel ${effect.teachingId} ${effect.kind}`;
    case 'say':
    case 'drop':
    case 'listen-in':
      return `${effect.do} ${effect.callId}`;
  }
}

/** Carries out one effect and reports the result. Returns how long to wait before it may be tried again. */
export async function perform(tools: EffectTools, effect: Effect): Promise<number> {
  const { phone, clock } = tools;
  switch (effect.do) {
    case 'dial':
      return dialLine(tools, effect.lineId);
    case 'tune':
      phone.tune(effect.callId, effect.stage);
      return 0;
    case 'press': {
      const { callId, step, key } = effect;
      await bounded(clock, PRESS_LIMIT_MS, `Pressing ${key}`, phone.press(callId, key));
      await report(tools, { type: 'key-pressed', callId, step, key });
      return 0;
    }
    case 'say': {
      const { callId, phrase } = effect;
      await bounded(clock, SAY_LIMIT_MS, `Saying ${phrase}`, phone.say(callId, phrase));
      // A new owner times the silence by its own phrases.
      if (tools.grip() === 'none') return 0;
      // `note` does not wait for a store that is away, so the next phrase is on time.
      await tools.ledger.note({ type: 'phrase-said', callId, phrase, at: clock.now() });
      return 0;
    }
    case 'hand-over':
      return handOver(tools, effect);
    case 'drop':
      return drop(tools, effect.callId);
    case 'enter':
      return enterKeys(tools, effect);
    case 'learn':
      return learn(tools, effect);
    case 'relabel':
      return relabel(tools, effect);
    case 'press-taught':
      return pressTaught(tools, effect);
    case 'listen-in':
      return listenIn(tools, effect);
  }
}

async function handOver(tools: HandOverTools, { claimId, callId, ringTarget }: EffectOf<'hand-over'>): Promise<number> {
  const { phone, clock, ledger, log, grip } = tools;
  const ref = refOf(ledger.state, callId);
  if (ref === undefined) return 0;
  const { events } = await ledger.ask({ type: 'hand-over-began', claimId, at: clock.now() });
  // Only the process that appends the beginning hands over. If the store's answer is lost, nobody does.
  if (!events.some((event) => event.type === 'hand-over-began' && event.claimId === claimId)) return 0;
  // Recorded, but so slowly that another process owns the hunt by now and has failed the claim.
  if (grip() !== 'firm') return 0;
  const { ringMs } = ledger.state.policy;
  const limitMs = ringMs + HAND_OVER_FENCES.phone;
  // While the store is away, another process is unlikely to have taken the hunt over, so a taker who has picked up is still joined.
  const mayJoin = () => grip() !== 'none';
  const handing = handOverNow(phone, ref, ringTarget, ringMs, mayJoin);
  const result = await bounded(clock, limitMs, 'Handing over', handing).catch((error: unknown) => {
    log.error({ claimId, callId, err: error }, 'A hand-over failed');
    return { outcome: 'refused', reason: reasonOf(error) } as const;
  });
  const ended = { type: 'hand-over-ended', claimId, result } as const;
  await report(tools, ended).catch(async (error: unknown) => {
    if (grip() !== 'none') throw error;
    // The hunt was lost meanwhile. Only we know whether taker and agent are talking, so tell the new owner.
    await tools.reportFromOutside({ ...ended, at: clock.now() });
  });
  if (result.outcome === 'connected' && findClaim(ledger.state, claimId)?.claim.status !== 'connected') {
    log.error({ claimId, callId }, 'A hand-over succeeded after it was given up');
  }
  return 0;
}

/** Also catches a phone that throws instead of rejecting. */
async function handOverNow(phone: Phone, ...args: Parameters<Phone['handOver']>) {
  return phone.handOver(...args);
}

async function drop(tools: CallTools, callId: string): Promise<number> {
  const { phone, clock, ledger } = tools;
  const ref = refOf(ledger.state, callId);
  const gone = await bounded(clock, DROP_LIMIT_MS, 'Dropping', phone.drop(ref ?? { callId }));
  if (!gone) {
    const seen = ref === undefined ? undefined : await bounded(clock, DROP_LIMIT_MS, 'Looking', phone.look(ref));
    const triedMs = clock.now() - (callOf(ledger.state, callId)?.since ?? clock.now());
    // A call that two people are talking in counts as gone: we have no part in it.
    const isOut = seen?.seen === 'gone' || seen?.seen === 'handed-over';
    if (!isOut) return Math.min(Math.max(DROP_AGAIN_MS, triedMs), DROP_AGAIN_MAX_MS);
  }
  await report(tools, { type: 'call-ended', callId, end: 'us', reason: 'We let the call go.' });
  return 0;
}
