/**
 * `npm run bench [-- --json] [-- --brief] [-- --only hunts|hand-over|lines|sync]`: measures, and prints a table with the aims beside. A
 * missed aim is shown; a part that measured nothing is an error (exit code 1). `--brief` runs the parts that have a short form, with a
 * few hunts each.
 */
import { parseArgs } from 'node:util';
import { measureHandOvers } from './hand-over.js';
import { measureHunts } from './hunts.js';
import { measureLines } from './lines.js';
import { type Measure, runParts } from './run.js';
import { measureSync } from './sync.js';

const SHORT: Readonly<Record<string, Measure>> = { hunts: measureHunts, 'hand-over': measureHandOvers };
const LONG: Readonly<Record<string, Measure>> = { lines: measureLines, sync: measureSync };

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    brief: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const { brief, json, only } = values;
const parts = Object.entries(brief ? SHORT : { ...SHORT, ...LONG });
const wanted = parts.filter(([name]) => only === undefined || name === only);
if (wanted.length === 0) {
  const names = parts.map(([name]) => name).join(', ');
  process.stderr.write(`--only must be one of ${names}${brief ? ' with --brief' : ''}, not “${only}”.\n`);
  process.exit(2);
}
process.exit(
  await runParts(Object.fromEntries(wanted), {
    brief,
    json,
    print: (text) => process.stdout.write(`${text}\n`),
    note: (line) => process.stderr.write(`… ${line}\n`),
  }),
);
