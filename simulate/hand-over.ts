import type { CallRef } from '../src/hunter/ports.js';
import type { HandOverOutcome, RingTarget } from '../src/hunter/words.js';
import type { Chance } from './chance.js';
import { type Exchange, later, type Session } from './exchange.js';
import type { Machine } from './machine.js';
import type { OwnCall } from './phone.js';
import type { RestClient } from './ringcentral.js';
import type { World } from './world.js';

interface HandOverParts {
  readonly world: World;
  readonly machine: Machine;
  readonly exchange: Exchange;
  readonly rest: RestClient;
  readonly chance: Chance;
  /** Our softphone on the call, if it is there. */
  readonly call: OwnCall | undefined;
  readonly mayJoin: () => boolean;
}

const LOOK_EVERY_MS = 500;
const UNCLEAR_LOOKS = 20;
const UNCLEAR_LOOK_MS = 2_000;
const GONE: HandOverOutcome = { outcome: 'agent-gone', reason: 'The agent hung up meanwhile.' };

/** Brings taker and agent together: warm while our softphone is on the call, else by a blind transfer. */
export async function handOver(
  parts: HandOverParts,
  ref: CallRef,
  target: RingTarget,
  maxRingMs: number,
): Promise<HandOverOutcome> {
  const session = parts.exchange.session(ref.sessionId);
  if (session === undefined || session.isOver) return GONE;
  if (session.taker !== undefined || session.movedTo !== undefined)
    return { outcome: 'refused', reason: 'Somebody has it already.' };
  return parts.call === undefined
    ? blind(parts, session, target, maxRingMs)
    : warm(parts, session, parts.call, target, maxRingMs);
}

/** How the taker's phone behaves this time: when it is picked up, if at all. */
function reactionOf(
  chance: Chance,
): { readonly answersMs: number } | { readonly fails: 'busy' | 'unanswered'; readonly ms: number } {
  if (chance.happens(0.7)) return { answersMs: chance.between(800, 11_000) };
  return chance.happens(0.3) ? { fails: 'busy', ms: 900 } : { fails: 'unanswered', ms: Number.POSITIVE_INFINITY };
}

async function warm(
  parts: HandOverParts,
  session: Session,
  call: OwnCall,
  target: RingTarget,
  maxRingMs: number,
): Promise<HandOverOutcome> {
  const { world, machine, chance } = parts;
  const { clock } = world;
  const reaction = reactionOf(chance);
  const began = clock.now();
  await machine.ask('hand-over', () => later(clock, chance.between(100, 500), () => undefined));
  for (;;) {
    await new Promise<void>((resume) => void machine.clock.setTimer(resume, LOOK_EVERY_MS));
    if (call.unwanted || session.isOver) return GONE;
    const rangMs = clock.now() - began;
    if ('answersMs' in reaction && rangMs >= reaction.answersMs) break;
    if ('fails' in reaction && rangMs >= reaction.ms)
      return { outcome: reaction.fails, reason: 'Their phone was busy.' };
    if (rangMs >= maxRingMs) return { outcome: 'unanswered', reason: 'Their phone was not answered.' };
  }
  return join(parts, session, target);
}

/** A request without an answer may have been done: then the session is looked at until it tells. */
async function join(parts: HandOverParts, session: Session, target: RingTarget): Promise<HandOverOutcome> {
  const { machine, exchange, rest } = parts;
  const connected: HandOverOutcome = { outcome: 'connected', way: 'bridge' };
  try {
    const effect = () => exchange.connect(session, target.name, machine.name);
    if (!parts.mayJoin()) return { outcome: 'refused', reason: 'Another process has the hunt.' };
    if (await rest.send({ boundary: 'bridge', group: 'light', priority: 'urgent', effect })) return connected;
    return session.isOver ? GONE : { outcome: 'refused', reason: 'The calls could not be joined.' };
  } catch {
    for (let tries = 0; tries < UNCLEAR_LOOKS; tries += 1) {
      const effect = () => (session.taker === target.name ? connected : session.isOver ? GONE : undefined);
      const look = rest.send({ boundary: 'look', group: 'light', priority: 'urgent', effect });
      const seen = await look.then((found) => found ?? 'not joined').catch(() => undefined);
      if (seen === 'not joined') break;
      if (seen !== undefined) return seen;
      await new Promise<void>((resume) => void machine.clock.setTimer(resume, UNCLEAR_LOOK_MS));
    }
    return { outcome: 'refused', reason: 'RingCentral would not join the calls.' };
  }
}

/** From the transfer on it is RingCentral that rings, whether we live or not. */
async function blind(
  { world, exchange, rest, chance }: HandOverParts,
  session: Session,
  target: RingTarget,
  maxRingMs: number,
): Promise<HandOverOutcome> {
  const reaction = reactionOf(chance);
  const answersMs = 'answersMs' in reaction && reaction.answersMs <= maxRingMs ? reaction.answersMs : undefined;
  try {
    const effect = () => ({ ringing: exchange.move(session, target.name, answersMs) });
    const { ringing } = await rest.send({ boundary: 'bridge', group: 'light', priority: 'urgent', effect });
    if (ringing === undefined)
      return session.isOver ? GONE : { outcome: 'refused', reason: 'The call could not be moved.' };
  } catch {
    // Unclear: whoever looks at the call sees whether it has moved.
    if (session.movedTo !== target.name) return { outcome: 'refused', reason: 'RingCentral would not move the call.' };
  }
  if (answersMs === undefined)
    return { outcome: 'agent-gone', reason: 'Nobody picked up; the agent went to voicemail.' };
  return later(world.clock, answersMs, () => ({ outcome: 'connected', way: 'transfer' }));
}
