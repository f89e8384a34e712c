import { createTask, type ScheduledTask } from 'node-cron';
import { reasonOf } from './hunter/base/bounded.js';
import type { Log } from './hunter/base/log.js';
import type { Store } from './hunter/ports/store.js';

export interface Chore {
  readonly name: string;
  /** A cron expression, in UTC. */
  readonly when: string;
  readonly work: () => Promise<unknown>;
}

export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

/** A mark outlives the differences of the processes' clocks by far. */
const MARK_MS = 30 * 60_000;

/**
 * Does chores on a schedule, each turn once in the whole deployment: node-cron asks before every run, and the first process to leave
 * its mark in the store does the work. A store that is away skips a turn; the next one comes.
 */
export function createUpkeep(options: {
  readonly store: Pick<Store, 'setIfAbsent'>;
  readonly log: Log;
  readonly chores: readonly Chore[];
}): Upkeep {
  const { store, log, chores } = options;
  const runCoordinator = {
    shouldRun: (key: string) => store.setIfAbsent(`upkeep:${key}`, '1', MARK_MS),
  };
  // node-cron tells of what it skips; what matters of that is told here, with what failed.
  const logger = {
    info: () => undefined,
    debug: () => undefined,
    warn: (message: string) => log.warn({ reason: message }, 'The schedule of the upkeep reports'),
    error: (message: string | Error) =>
      log.warn({ reason: reasonOf(message) }, 'A turn of the upkeep was left out; the next one comes'),
  };
  const tasks: ScheduledTask[] = chores.map(({ name, when, work }) => {
    const turn = async (): Promise<void> => {
      try {
        await work();
        log.info({ chore: name }, 'The upkeep did its turn');
      } catch (error) {
        log.warn({ chore: name, reason: reasonOf(error) }, 'The upkeep failed; it is done again at its next turn');
      }
    };
    return createTask(when, turn, {
      ...{ name, logger, runCoordinator, distributed: true },
      ...{ noOverlap: true, timezone: 'Etc/UTC', unref: true },
    });
  });
  return {
    start() {
      for (const task of tasks) void task.start();
    },
    async stop() {
      await Promise.all(tasks.map((task) => task.destroy()));
    },
  };
}
