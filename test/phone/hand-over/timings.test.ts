import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { HAND_OVER_FENCES } from '../../../src/hunter/rules/hand-over-times.js';
import { TIMES } from '../../../src/phone/hand-over/timings.js';

function fileAbove(folder: string, path: string): string {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return fileAbove(dirname(folder), path);
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

it('the page on the hand-over shows every limit as it is', () => {
  const page = fileAbove(dirname(fileURLToPath(import.meta.url)), 'docs/hand-over.md');
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d.]+) (ms|s|min) \|/gm)];
  const shown = rows.map(([, name = '', time, unit = '']) => [name, Number(time) * (UNIT_MS[unit] ?? Number.NaN)]);
  expect(shown).toEqual([...Object.entries(TIMES), ...Object.entries(HAND_OVER_FENCES)]);
});

it('each fence of the hunt lies outside the one before', () => {
  const { phone, newOwner, lost } = HAND_OVER_FENCES;
  expect([phone, newOwner, lost]).toEqual([phone, newOwner, lost].toSorted((one, other) => one - other));
  expect(new Set([phone, newOwner, lost]).size).toBe(3);
});
