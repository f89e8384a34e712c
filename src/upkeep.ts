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

/** Much longer than the clocks of the processes can differ. */
const MARK_MS = 30 * 60_000;

/**
 * Runs chores on a schedule, each turn once in the whole deployment: node-cron asks before every run, and the first process to leave its
 * mark in the store does the work. While the store is away turns are skipped.
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
  // node-cron logs what it skips. Pass on only what matters, with any failure.
  const logger = {
    info: () => undefined,
    debug: () => undefined,
    warn: (message: string) => log.warn({ reason: message }, 'The upkeep schedule reports a problem'),
    error: (message: string | Error) =>
      log.warn({ reason: reasonOf(message) }, 'An upkeep run was skipped; the next one follows on schedule'),
  };
  const tasks: ScheduledTask[] = chores.map(({ name, when, work }) => {
    const turn = async (): Promise<void> => {
      try {
        await work();
        log.info({ chore: name }, 'An upkeep task ran');
      } catch (error) {
        log.warn({ chore: name, reason: reasonOf(error) }, 'An upkeep task failed; it runs again on schedule');
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
