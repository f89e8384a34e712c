/**
 * Libraries as files, from and to the Redis store that REDIS_URL names:
 * `npm run -s library -- export --destination ID FILE`, `import FILE [--destination ID]`, `show FILE`
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { settings } from '../src/config.js';
import { decodePart, encodePart, type KeptPart } from '../src/ear/library/library-file.js';
import { appendPart, LIBRARY_DAYS, readParts, wholeOf } from '../src/ear/library/library-log.js';
import { addUp, dayOf, isEmpty, type LibraryPart, newIn } from '../src/ear/library/library-part.js';
import type { Store } from '../src/hunter/ports/store.js';
import { createRedisStore } from '../src/store/redis-store.js';
import { complain, messageOf, pathFrom } from './command.js';
import { inWords, writeWhole } from './library-files.js';

const USAGE =
  'npm run -s library -- export --destination ID FILE | import FILE [--destination ID] | show FILE (with REDIS_URL set)';
const pathOf = pathFrom('library');
const DAY_MS = 24 * 3_600_000;

/** The only setting that counts; the bot need not be set up for a library to be moved. */
const environment = settings.pick({ REDIS_URL: true });

function settingsNow(): z.infer<typeof environment> {
  const given = Object.entries(process.env).filter(([, value]) => value !== undefined && value !== '');
  const read = environment.safeParse(Object.fromEntries(given));
  if (read.success) return read.data;
  throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`).join(' '));
}

async function withStore<T>(act: (store: Store) => Promise<T>): Promise<T> {
  const { REDIS_URL } = settingsNow();
  if (REDIS_URL === undefined) {
    throw new Error('REDIS_URL is not set: libraries are kept in Redis. Set it to where the bot keeps its hunts.');
  }
  const store = createRedisStore({ url: REDIS_URL, retentionMs: DAY_MS });
  try {
    await store.get('readiness').catch((cause: unknown) => {
      throw new Error('Redis does not answer at REDIS_URL: start it, or correct the setting.', { cause });
    });
    return await act(store);
  } finally {
    await store.close();
  }
}

async function wholeIn(store: Store, destination: string): Promise<LibraryPart> {
  return wholeOf(await readParts(store, destination), dayOf(Date.now()) - LIBRARY_DAYS);
}

function fileAt(file: string): KeptPart {
  const path = pathOf(file);
  try {
    return decodePart(readFileSync(path));
  } catch (error) {
    throw inWords(path, error);
  }
}

function summary(destination: string | undefined, part: LibraryPart): string {
  const landmarks = part.slabs.reduce((total, { hashes }) => total + hashes.length, 0);
  const days = part.slabs.map(({ day }) => new Date(day * DAY_MS).toISOString().slice(0, 10));
  const heard = days.length === 0 ? '' : `, heard last between ${days[0]} and ${days.at(-1)}`;
  const names = part.names.map(
    ({ kind, title, seconds, id }) =>
      `  ${kind.padEnd(15)} ${`${seconds} s`.padStart(8)}  ${title ?? 'no title'}  (${id})`,
  );
  return [
    `Library of ${destination ?? 'no destination'}: ${part.calls} calls, ${Math.round(part.heardMs / 1000)} s of recordings,`,
    `  ${landmarks} landmarks in ${part.slabs.length} stretches${heard}; ${names.length} recordings with a name`,
    ...names,
  ].join('\n');
}

async function exportTo(file: string, destination: string | undefined): Promise<string> {
  if (destination === undefined) throw new Error(`Name the destination with --destination ID. Use: ${USAGE}`);
  const part = await withStore((store) => wholeIn(store, destination));
  if (isEmpty(part)) throw new Error(`Nothing is known of ${destination} yet: is this its id? Hunts there teach it.`);
  writeWhole(pathOf(file), encodePart({ destination, part }));
  return summary(destination, part);
}

async function importFrom(file: string, asked: string | undefined): Promise<string> {
  const kept = fileAt(file);
  const destination = asked ?? kept.destination;
  if (destination === undefined) {
    throw new Error(`${file} does not say which destination it is of: name it with --destination ID.`);
  }
  return withStore(async (store) => {
    const known = await wholeIn(store, destination);
    const news = newIn(kept.part, known);
    if (isEmpty(news)) return `Nothing in it was new.\n${summary(destination, known)}`;
    await appendPart(store, destination, { part: news }, LIBRARY_DAYS);
    return summary(destination, addUp([known, news]));
  });
}

async function main(argv: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { destination: { type: 'string' } },
    allowPositionals: true,
  });
  const [what, file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(`Name what to do, and one file. Use: ${USAGE}`);
  if (what === 'export') return exportTo(file, values.destination);
  if (what === 'import') return importFrom(file, values.destination);
  if (what !== 'show') throw new Error(`${what} is none of export, import, show. Use: ${USAGE}`);
  const { destination, part } = fileAt(file);
  return summary(destination, part);
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
} catch (error) {
  complain([messageOf(error)]);
}
