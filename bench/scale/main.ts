/**
 * `npm run bench:scale [-- --json] [-- --only holding|plane|processes] [-- --hunts 100,1000]
 * [-- --roles all,all]`: the control plane with a simulated phone, RingCentral and Slack. Prints a table with the aims beside. A
 * missed aim is shown; a figure that was not measured is an error (exit code 1).
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { hasRedis, startRedis } from '../../support/redis.js';
import { type Figure, table, whyNoMeasurement } from '../figures.js';
import { measureHolding } from './holding.js';
import type { Role } from './messages.js';
import { measurePlane } from './plane.js';

const SIZES = [100, 1_000, 5_000];
const AIMED = 1_000;
/** Roles apart, as thousands of hunts are run: one process has the boards of all. */
const ROLES: readonly Role[] = ['bot', 'hunter', 'hunter', 'hunter'];
const MOST_PROCESSES = 8;
const PARTS = ['holding', 'plane', 'processes'] as const;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    hunts: { type: 'string' },
    roles: { type: 'string' },
  },
});
const wants = (part: (typeof PARTS)[number]): boolean => values.only === undefined || values.only === part;
if (!PARTS.some(wants)) {
  process.stderr.write(`--only must be one of ${PARTS.join(', ')}, not “${values.only}”.\n`);
  process.exit(2);
}
const sizes = values.hunts?.split(',').map(Number) ?? SIZES;
if (sizes.some((size) => !Number.isInteger(size) || size < MOST_PROCESSES)) {
  process.stderr.write(`--hunts must be whole numbers of at least ${MOST_PROCESSES}, such as 100,1000.\n`);
  process.exit(2);
}

const isRole = (role: string): role is Role => role === 'all' || role === 'bot' || role === 'hunter';
const roles = values.roles?.split(',').filter(isRole) ?? ROLES;
const does = (part: Role): boolean => roles.includes('all') || roles.includes(part);
if (roles.length < 2 || roles.length > MOST_PROCESSES || !does('bot') || !does('hunter')) {
  process.stderr.write('--roles must name 2 to 8 of all, bot and hunter, with one that talks and one that hunts.\n');
  process.exit(2);
}

const note = (line: string): void => void process.stderr.write(`… ${line}\n`);
const machine = () => `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`;
const figures: Figure[] = [];
note(machine());
if (wants('holding')) figures.push(...(await measureHolding(note, [1, ...sizes])));
if (wants('plane')) {
  const bySize: (readonly Figure[])[] = [];
  for (const hunts of sizes) bySize.push(await measurePlane({ hunts, roles: ['all'], note, aimed: hunts === AIMED }));
  // The sizes of one figure stand together: that is where growth shows.
  figures.push(...(bySize[0] ?? []).flatMap((_, row) => bySize.flatMap((each) => each[row] ?? [])));
}
if (wants('processes')) {
  if (!(await hasRedis())) note('several processes are not measured: no redis-server is installed');
  else {
    const redis = await startRedis();
    const hunts = sizes.includes(AIMED) ? AIMED : Math.max(...sizes);
    figures.push(...(await measurePlane({ hunts, roles, redisUrl: redis.url, note, aimed: hunts === AIMED })));
    await redis.stop();
  }
}
note(machine());
process.stdout.write(`${values.json ? JSON.stringify({ machine: machine(), figures }) : table(figures)}\n`);
const failures = whyNoMeasurement(figures);
for (const failure of failures) note(`NO MEASUREMENT: ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);
