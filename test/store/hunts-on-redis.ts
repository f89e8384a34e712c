import type { Log } from '../../src/hunter/base/log.js';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import type { Store } from '../../src/hunter/ports/store.js';
import { createHunts } from '../../src/hunter/run/hunt-service.js';
import type { HuntService } from '../../src/hunter/run/hunts.js';
import { createHuntQueue } from '../../src/store/hunt-queue.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import { createFakePhone, type FakePhone } from '../../support/fake-phone.js';

/** What hunts need of a process: a store, a queue, hunts, and a phone of its own (or a shared one). */
export interface Process {
  readonly name: string;
  readonly store: Store;
  readonly phone: FakePhone;
  readonly hunts: HuntService;
  readonly logged: string[];
  runs(): number;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly maxHunts?: number;
  readonly maxLines?: number;
  readonly phone?: FakePhone;
  /** The newest version of events it reads; lower than today's makes it an older bot. */
  readonly understands?: number;
}

export async function startProcess(url: string, name: string, options: ProcessOptions = {}): Promise<Process> {
  const logged: string[] = [];
  const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, warn: note, error: note };
  const understanding = options.understands === undefined ? {} : { understands: options.understands };
  const store = createRedisStore({ url, retentionMs: 60_000, log, ...understanding });
  const phone = options.phone ?? createFakePhone(systemClock);
  const { maxHunts = 100, maxLines = 1_000 } = options;
  let ids = 0;
  const hunts = createHunts({
    ...{ store, phone, relabel: phone.relabel, log, keepRecord: true, maxHunts, maxLines },
    ownership: createHuntQueue({ url, store, clock: systemClock, log, maxHunts }),
    isOpen: () => true,
    hold: () => undefined,
    whyNotDial: () => undefined,
    onAppended: () => {},
    onRefused: () => {},
    onTakenUp: () => {},
    maxCalls: () => 100,
    random: () => 0.5,
    newId: () => {
      ids += 1;
      return `${name}${ids}`;
    },
  });
  await hunts.adopt();
  return {
    ...{ name, store, phone, hunts, logged },
    runs: () => hunts.figures().hunts,
    async stop() {
      await hunts.stop();
      await store.close();
    },
  };
}
