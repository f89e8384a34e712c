/** `npm run bench [-- --json] [-- --only hunts|lines|sync]`: measures, prints a table with the aims beside; nothing is asserted. */
import { parseArgs } from 'node:util';
import { type Figure, table } from './figures.js';
import { measureHunts } from './hunts.js';
import { measureLines } from './lines.js';
import { measureSync } from './sync.js';

const PARTS = { hunts: measureHunts, lines: measureLines, sync: measureSync } as const;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, only: { type: 'string' } } });
if (values.only !== undefined && !(values.only in PARTS)) {
  process.stderr.write(`--only must be one of ${Object.keys(PARTS).join(', ')}, not “${values.only}”.\n`);
  process.exit(2);
}

const note = (line: string): void => {
  process.stderr.write(`… ${line}\n`);
};
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (values.only === undefined || values.only === name) figures.push(...(await measure(note)));
}
process.stdout.write(`${values.json ? JSON.stringify({ figures }) : table(figures)}\n`);
process.exit(0);
