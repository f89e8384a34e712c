import { pino } from 'pino';
import { type BoardWriter, createBoardWriter } from '../../src/bot/board/board-writer.js';
import { createLive } from '../../src/bot/board/live.js';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import { createHouse } from '../../src/hunter/office/house.js';
import { LIMIT_NAMES, type Limits } from '../../src/hunter/office/house-rules.js';
import type { Store } from '../../src/hunter/ports/store.js';
import { createFollowedHunts } from '../../src/hunter/run/followed-hunts.js';
import { createHunts } from '../../src/hunter/run/hunt-service.js';
import type { HuntChange, HuntService } from '../../src/hunter/run/hunts.js';
import type { Knowledge } from '../../src/hunter/terms.js';
import { EventRelay, type Told } from '../../src/phone/events/relay.js';
import { createHuntQueue } from '../../src/store/hunt-queue.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import { accountOf } from './account.js';
import type { Role } from './messages.js';
import { type SimulatedPhone, simulatePhone } from './phone.js';
import { simulateRingCentral } from './ring-central.js';
import { type SimulatedSlack, simulateSlack } from './slack.js';
import { createStopwatch, type Stopwatch } from './stopwatch.js';

const RETENTION_MS = 86_400_000;
const UP_EVERY_MS = 2_000;
/** More than any run needs. */
const NO_LIMIT = 1_000_000;
/** Most hunts of one process that shares them with others. */
const MAX_HUNTS = 10_000;

/** One process of the bot without its network: hunts, watch, events, boards; phone, RingCentral and Slack are simulated. */
export interface Station {
  readonly hunts: HuntService;
  readonly phone: SimulatedPhone;
  readonly boards: BoardWriter;
  readonly slack: SimulatedSlack;
  readonly stopwatch: Stopwatch;
  /** Errors in the log so far. */
  errors(): number;
  /** Events appended from here so far. */
  appended(): number;
  /** A person asks for a hunt: by the rules of the house, one start after the other over all processes. */
  admit(request: Asked): Promise<void>;
  /** An event of RingCentral comes in at this process. */
  receive(told: Told): void;
  onAppended(listener: (change: HuntChange) => void): void;
  stop(): Promise<void>;
}

type Asked = Parameters<HuntService['start']>[0];

export async function createStation(settings: {
  readonly name: string;
  readonly role: Role;
  readonly redisUrl: string | undefined;
  /** This process keeps the subscription for all. */
  readonly keepsEvents: boolean;
  /** How many processes share the workspace. */
  readonly processes: number;
  readonly answers: (callId: string, sessionId: string) => void;
}): Promise<Station> {
  const { name, role, redisUrl, keepsEvents, processes, answers } = settings;
  let errors = 0;
  const log = pino({ level: 'error' }, { write: () => (errors += 1) });
  const store: Store =
    redisUrl === undefined
      ? createMemoryStore({ retentionMs: RETENTION_MS })
      : createRedisStore({ url: redisUrl, retentionMs: RETENTION_MS, log });
  const clock = systemClock;
  const ringCentral = simulateRingCentral(clock);
  const account = accountOf({ clock, store, log, ringCentral, events: true });
  const relay = new EventRelay({ store, log, key: 'rc:bench:events', id: name, pushed: account.pushed });
  await relay.start();
  const stopwatch = createStopwatch();
  const phone = simulatePhone({ account, watch: stopwatch, answers });
  const defaults = Object.fromEntries(LIMIT_NAMES.map((limit) => [limit, NO_LIMIT])) as Limits;
  const house = createHouse({ store, log, defaults });
  await house.start();
  const listeners: ((change: HuntChange) => void)[] = [];
  let appended = 0;

  const hunts = createHunts({
    ...{ store, phone, log, isOpen: () => true },
    ...(redisUrl === undefined
      ? {}
      : {
          keepRecord: true,
          ownership: createHuntQueue({ url: redisUrl, store, clock, log, maxHunts: role === 'bot' ? 0 : MAX_HUNTS }),
        }),
    relabel: async () => true,
    maxCalls: () => NO_LIMIT,
    hold: async () => {
      await house.rules.refresh();
      return house.hold();
    },
    whyNotDial: () => undefined,
    onTakenUp: () => {},
    onRefused: () => {},
    onAppended(change) {
      appended += change.events.length;
      for (const event of change.events) {
        if (event.type === 'call-heard') stopwatch.stop(`heard ${event.callId}`);
        else if (event.type === 'call-answered') stopwatch.stop(`pushed ${event.callId}`);
      }
      for (const listener of listeners) listener(change);
    },
  });
  // As in production: what Slack shows and the rules of a start rest on the hunts of all processes.
  const followed =
    redisUrl === undefined || role === 'hunter' ? undefined : createFollowedHunts({ hunts, store, clock, log });
  const shown = followed ?? hunts;
  const live = createLive(shown);
  const slack = simulateSlack(processes);
  const known: Knowledge = { calls: 2, callsNeeded: 2, seconds: 300, recordings: [] };
  const boards = createBoardWriter({
    ...{ hunts: shown, store, log, clients: slack.clients, keepMs: RETENTION_MS },
    now: Date.now,
    knowledge: async () => known,
    placeOf: () => undefined,
  });
  const talking = role === 'hunter' ? [] : [live.start(), boards.start(), followed?.follow()];
  await Promise.all([...talking, hunts.adopt()]);
  const up = (): void => relay.tell({ is: 'up', coverage: 'account', transport: 'bench' });
  const beat = keepsEvents ? setInterval(up, UP_EVERY_MS) : undefined;
  if (keepsEvents) up();

  return {
    ...{ hunts, phone, boards, slack, stopwatch },
    appended: () => appended,
    errors: () => errors,
    async admit(request) {
      const { requester, channel, lines } = request;
      const ask = { requester, channel, lineIds: lines.map(({ id }) => id) };
      await house.admit(
        ask,
        () => shown.open(),
        () => hunts.start(request),
      );
    },
    receive: (told) => relay.tell(told),
    onAppended: (listener) => void listeners.push(listener),
    async stop() {
      clearInterval(beat);
      live.stop();
      followed?.unfollow();
      house.stop();
      await hunts.stop();
      account.stop();
      await relay.stop();
      await store.close();
    },
  };
}
