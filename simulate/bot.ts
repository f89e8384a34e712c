import { createBoardWriter } from '../src/bot/board/board-writer.js';
import type { Log } from '../src/hunter/base/log.js';
import { createHunts } from '../src/hunter/run/hunt-service.js';
import type { HuntService } from '../src/hunter/run/hunts.js';
import type { Exchange } from './exchange.js';
import { createLineTools } from './line-tools.js';
import { createMachine, type Machine } from './machine.js';
import { createSimPhone } from './phone.js';
import type { Redis } from './redis.js';
import type { RingCentral } from './ringcentral.js';
import type { SimSlack } from './slack.js';
import type { World } from './world.js';

/** The outside world, shared by all processes. */
export interface Outside {
  readonly world: World;
  readonly redis: Redis;
  readonly exchange: Exchange;
  readonly ringCentral: RingCentral;
  readonly slack: SimSlack;
}

/** One process of the bot, in a machine: the hunter with its runners, and the board writer. */
export interface Bot {
  readonly machine: Machine;
  readonly hunts: HuntService;
  /** Stops cleanly, as for a deploy. */
  stop(): void;
}

const DAY_MS = 24 * 60 * 60_000;
/** A start looks at every call it finds, up to five times for 15 s each. */
const START_LIMIT_MS = 100_000;
/** For dials and hand-overs under way. */
const STOP_GRACE_MS = 10_000;
/** A supervisor kills what has not stopped by then. */
const STOP_LIMIT_MS = 30_000;

export function startBot(outside: Outside, name: string): Bot {
  const { world, redis, exchange, ringCentral, slack } = outside;
  const machine = createMachine(world, name);
  const chance = world.chance.fork();
  world.observe({ what: 'process-started', process: name });
  const store = redis.clientOf(machine);
  const log = createLog(world, machine);
  const rest = ringCentral.clientOf(machine);
  const tools = createLineTools({ world, machine, exchange, rest, store, log });
  const phone = createSimPhone({ world, machine, exchange, rest, tools });
  let ids = 0;
  const hunts = createHunts({
    ...{ store, phone, relabel: phone.relabel, log, clock: machine.clock },
    isOpen: () => true,
    maxCalls: () => 10,
    hold: () => undefined,
    stopGraceMs: STOP_GRACE_MS,
    onRefused: (refusal, { huntId }) => world.observe({ what: 'refused', process: name, huntId, refusal }),
    whyNotDial: () => undefined,
    onAppended: () => {},
    onTakenUp: () => {},
    random: chance.next,
    newId: () => {
      ids += 1;
      return `${name.replaceAll(' ', '')}-${ids}`;
    },
  });
  const boards = createBoardWriter({
    ...{
      hunts,
      store,
      log,
      clients: slack.clientsOf(machine),
      now: machine.clock.now,
      keepMs: DAY_MS,
    },
    knowledge: async () => ({ calls: 2, callsNeeded: 2, seconds: 60, recordings: [] }),
    placeOf: () => undefined,
    schedule: (ms, run) => machine.clock.setTimer(run, ms),
  });
  let isUp = false;
  const comeUp = async (): Promise<void> => {
    await boards.start();
    await hunts.adopt();
    isUp = true;
  };
  // A process that cannot start exits and is started again.
  comeUp().catch(() => machine.crash());
  machine.clock.setTimer(() => (isUp ? undefined : machine.crash()), START_LIMIT_MS);

  return {
    machine,
    hunts,
    stop() {
      const gone = (): void => {
        if (!machine.isAlive) return;
        world.observe({ what: 'process-stopped', process: name });
        machine.end();
      };
      hunts.stop().then(gone, gone);
      world.clock.setTimer(() => machine.crash(), STOP_LIMIT_MS);
    },
  };
}

function createLog(world: World, machine: Machine): Log {
  const tell = (_fields: object, words: string): void => {
    if (machine.isAlive) world.observe({ what: 'logged', process: machine.name, words });
  };
  return { info: () => {}, warn: tell, error: tell };
}
