import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BELIEFS } from '../../../sandbox/ringcentral/beliefs.js';
import { COVERAGE, coverageTable } from '../../../sandbox/ringcentral/coverage.js';
import { packageRoot } from '../../../support/package-root.js';

it('every belief has a row that says which fact it rests on', () => {
  const covered = new Set(COVERAGE.map(({ variant }) => variant));
  for (const belief of Object.keys(BELIEFS)) expect(covered).toContain(belief);
});

it('every row says something of its own, with a source', () => {
  expect(new Set(COVERAGE.map(({ behavior }) => behavior)).size).toBe(COVERAGE.length);
  for (const { behavior, rests_on } of COVERAGE) {
    expect(behavior).not.toBe('');
    expect(rests_on).not.toBe('');
    expect(`${behavior}${rests_on}`).not.toMatch(/[|\n]/);
  }
});

it('the page for readers has this table', async () => {
  const page = await readFile(join(packageRoot(), 'docs/practice-ringcentral.md'), 'utf8');
  const table = page.split('\n').filter((line) => line.startsWith('|'));
  expect(table.join('\n')).toBe(coverageTable());
});
