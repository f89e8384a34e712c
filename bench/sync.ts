import { pino } from 'pino';
import type { Account } from '../sandbox/ringcentral/account.js';
import { type DirectoryOnly, startDirectoryOnly } from '../sandbox/ringcentral/directory-only.js';
import { largeAccount } from '../sandbox/ringcentral/large-account.js';
import { systemClock } from '../src/hunter/base/system-clock.js';
import { createRingCentral } from '../src/phone/account/ringcentral.js';
import { createDirectory } from '../src/phone/directory/directory.js';
import { createMemoryStore } from '../src/store/memory-store.js';
import { type Figure, figure } from './figures.js';

const EXTENSIONS = 1_000;
const AIM_S = 600;
/** This many of the extensions are changed between the syncs: one in fifty. */
const CHANGED_EACH = 50;
const NOTE_EVERY_MS = 60_000;

interface Cost {
  readonly seconds: number;
  readonly requests: Readonly<Record<'light' | 'medium' | 'heavy' | 'auth', number>>;
  readonly total: number;
  readonly tooMany: number;
}

/** How long a sync of a large account takes within the default limits, and what it costs: the first, and one after some changes. In real time. */
export async function measureSync(note: (line: string) => void): Promise<readonly Figure[]> {
  const account: { -readonly [Key in keyof Account]: Account[Key] } = largeAccount(EXTENSIONS, 5);
  const server = await startDirectoryOnly({ account, now: () => performance.now() });
  const store = createMemoryStore({ retentionMs: 86_400_000 });
  const log = pino({ level: 'silent' });
  const { url, clientId, clientSecret, jwt } = server;
  const ringCentral = createRingCentral({ server: url, clientId, clientSecret, jwt, store, log });
  const directory = createDirectory({ ...ringCentral, clock: systemClock, store, log, needsDevice: true });
  const told = setInterval(() => {
    const progress = directory.progress();
    if (progress) note(`${progress.looked} of ${progress.of} extensions looked at`);
  }, NOTE_EVERY_MS);
  try {
    note(`a first sync of ${EXTENSIONS} extensions, which takes nearly ten minutes`);
    const first = await cost(server, () => directory.refresh());
    account.extensions = account.extensions.map((each, index) =>
      index % CHANGED_EACH === 0 ? { ...each, name: `${each.name} (moved)` } : each,
    );
    note('a second sync, after some changes');
    const second = await cost(server, () => directory.refresh());
    const problem = directory.problem();
    if (problem !== undefined) throw new Error(problem);
    // The plain way reads every device list each time: what the first sync did.
    return [
      figure('first sync, 1,000 extensions', 's', first.seconds, 1, AIM_S),
      ...requests('first sync', first),
      figure('second sync, 1 in 50 changed', 's', second.seconds, 1),
      ...requests('second sync', second, first.total / 5),
      figure('second sync the plain way (every list again), requests', '', first.total, 1),
    ];
  } finally {
    clearInterval(told);
    directory.stop();
    ringCentral.stop();
    await server.stop();
    await store.close();
  }
}

function requests(name: string, { requests: by, total, tooMany }: Cost, aim?: number): readonly Figure[] {
  const { light, medium, heavy, auth } = by;
  return [
    figure(`${name}, requests`, '', total, 1, aim),
    figure(`${name}, light`, '', light, 1),
    figure(`${name}, medium`, '', medium, 1),
    figure(`${name}, heavy`, '', heavy, 1),
    figure(`${name}, auth`, '', auth, 1),
    figure(`${name}, 429s`, '', tooMany, 1, 0),
  ];
}

async function cost(server: DirectoryOnly, work: () => Promise<void>): Promise<Cost> {
  const before = { ...server.requests };
  const [startedAt, tooManyBefore] = [performance.now(), server.tooMany()];
  await work();
  const since = (group: keyof typeof before): number => server.requests[group] - before[group];
  const by = { light: since('light'), medium: since('medium'), heavy: since('heavy'), auth: since('auth') };
  return {
    seconds: (performance.now() - startedAt) / 1000,
    requests: by,
    total: Object.values(by).reduce((sum, count) => sum + count, 0),
    tooMany: server.tooMany() - tooManyBefore,
  };
}
