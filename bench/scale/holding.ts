import { pino } from 'pino';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { createVirtualClock } from '../../support/virtual-clock.js';
import { type Figure, figure } from '../figures.js';
import { accountOf } from './account.js';
import { LINES, lineOf } from './hunt-of-bench.js';
import { simulateRingCentral } from './ring-central.js';

const HOUR_MS = 3_600_000;
/** The plain way looks at every session this often. */
const PLAIN_EVERY_MS = 2_000;
/** Who keeps the subscription says that it stands. */
const UP_EVERY_MS = 2_000;
/** Our requests may be at most this share of the plain way's. */
const SHARE = 20;
/** Calls do not begin all at once. */
const BEGIN_EVERY_MS = 50;

interface Hour {
  readonly perHunt: number;
  readonly tooMany: number;
}

/** An hour of holding on a clock of its own: what the bot's watch, budget and REST really send for this many hunts, spread over processes. */
async function hourOf(hunts: number, processes: number, events: boolean): Promise<Hour> {
  const clock = createVirtualClock(0);
  const store = createMemoryStore({ retentionMs: HOUR_MS, now: clock.now });
  const ringCentral = simulateRingCentral(clock);
  const log = pino({ level: 'silent' });
  const accounts = Array.from({ length: processes }, () => accountOf({ clock, store, log, ringCentral, events }));
  const up = (): void => {
    for (const { pushed } of accounts) pushed.up('account', 'websocket');
    clock.setTimer(up, UP_EVERY_MS);
  };
  if (events) up();
  for (let hunt = 0; hunt < hunts; hunt++) {
    const { watch } = accounts[hunt % processes] ?? raise();
    for (let index = 0; index < LINES; index++) {
      const callId = `${hunt}-${index}`;
      const session = { sessionId: `s-${callId}`, partyId: `s-${callId}-1` };
      const told = { onAnswered: () => undefined, onOver: () => undefined };
      watch.add({ callId, line: lineOf('bench', hunt, index), ...session, hears: true, ...told }, false);
    }
    await clock.advance(BEGIN_EVERY_MS);
  }
  const [before, refusedBefore] = [ringCentral.requests(), ringCentral.tooMany()];
  await clock.advance(HOUR_MS);
  const perHunt = (ringCentral.requests() - before) / hunts;
  for (const account of accounts) account.stop();
  return { perHunt, tooMany: ringCentral.tooMany() - refusedBefore };
}

/** The same hour the plain way, at the same account: every session every 2 s, whatever the limit. */
async function plainHour(hunts: number): Promise<Hour> {
  const clock = createVirtualClock(0);
  const ringCentral = simulateRingCentral(clock);
  const poll = (): void => {
    for (let call = 0; call < hunts * LINES; call++) ringCentral.count();
    clock.setTimer(poll, PLAIN_EVERY_MS);
  };
  clock.setTimer(poll, PLAIN_EVERY_MS);
  await clock.advance(HOUR_MS);
  return { perHunt: ringCentral.requests() / hunts, tooMany: ringCentral.tooMany() };
}

/** REST requests an hour of holding and hunt, beside the plain way, and how many were refused with 429. */
export async function measureHolding(
  note: (line: string) => void,
  sizes: readonly number[],
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const hunts of sizes) {
    note(`an hour of holding, ${hunts} hunts, on a clock of its own`);
    const plain = await plainHour(hunts);
    const aim = plain.perHunt / SHARE;
    const of = `${hunts} ${hunts === 1 ? 'hunt' : 'hunts'}`;
    const tell = (name: string, hour: Hour, aimed: number | undefined): void => {
      figures.push(figure(`requests an hour and hunt, ${of}, ${name}`, '', hour.perHunt, hunts, aimed));
      figures.push(
        figure(`429s in that hour, ${of}, ${name}`, '', hour.tooMany, hunts, aimed === undefined ? undefined : 0),
      );
    };
    tell('the plain way', plain, undefined);
    tell('events', await hourOf(hunts, 1, true), aim);
    tell('no events', await hourOf(hunts, 1, false), hunts === 1 ? undefined : aim);
    if (hunts < PROCESSES) continue;
    tell(`events, ${PROCESSES} processes`, await hourOf(hunts, PROCESSES, true), aim);
    tell(`no events, ${PROCESSES} processes`, await hourOf(hunts, PROCESSES, false), aim);
  }
  return figures;
}

const PROCESSES = 4;

function raise(): never {
  throw new Error('There is no such process');
}
