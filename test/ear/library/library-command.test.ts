import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { encodePart } from '../../../src/ear/library/library-file.js';
import { dayOf, type LibraryPart } from '../../../src/ear/library/library-part.js';
import { redisServer } from '../../store/redis-server.js';

const LIBRARY = fileURLToPath(new URL('../../../scripts/library.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'library-'));
afterAll(() => rmSync(folder, { recursive: true }));
const server = await redisServer('libraries imported into Redis and exported from it');

function library(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, REDIS_URL: server?.url ?? '' };
  return spawnSync(process.execPath, [LIBRARY, ...args], { cwd: folder, encoding: 'utf8', env });
}

const SLAB = '00c0ffee00c0ffee';
const part: LibraryPart = {
  slabs: [{ id: SLAB, day: dayOf(Date.now()), offsets: Uint16Array.of(1, 2, 3), hashes: Int32Array.of(4, 5, 6) }],
  names: [
    { slab: SLAB, from: 1, through: 3, id: 'r1', kind: 'too-busy', title: 'Call later', seconds: 7.5, taughtAt: 1 },
  ],
  habits: { heard: [{ slab: SLAB, from: 1, through: 3, hearings: 2 }], leads: [400] },
  calls: 3,
  heardMs: 61_000,
  voice: [],
};
const bytes = encodePart({ destination: 'irs-pps', part });
const file = (name: string, content: Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return name;
};

describe('npm run library', () => {
  it('shows what a file contains', () => {
    const { status, stdout, stderr } = library('show', file('a.library', bytes));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Library of irs-pps: 3 calls, 61 s of recordings,\n {2}3 landmarks in 1 stretches/);
    expect(stdout).toMatch(/too-busy +7\.5 s {2}Call later {2}\(r1\)\n$/);
  });

  it.skipIf(server === undefined)('imports a file, exports the same bytes again, and imports nothing twice', () => {
    const imported = library('import', file('a.library', bytes));
    expect(imported).toMatchObject({ status: 0, stderr: '' });
    expect(library('export', '--destination', 'irs-pps', 'b.library')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'b.library')).equals(bytes)).toBe(true);
    expect(library('import', 'b.library').stdout).toMatch(/^Nothing in it was new/);
    expect(library('import', 'b.library', '--destination', 'irs-bmf').stdout).toMatch(/^Library of irs-bmf: 3 calls/);
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Name what to do, and one file\. Use: npm run/],
    [['delete', 'x'], /delete is none of export, import, show/],
    [['show', 'nowhere'], /nowhere cannot be read \(.*\): correct the path/],
    [['show', 'cut'], /cut cannot be used: it is cut off, .*Take another copy of it/],
    [['import', 'other'], /other cannot be used: it is of version 9, .*export it again/],
    [['import', 'text'], /this is not a library of Hold Hunter\. Name a file/],
    [['import', 'anyone'], /does not say which destination it is of: name it with --destination/],
    [['export', 'x'], /Name the destination with --destination ID/],
  ];
  it.each(wrong)('%j: one clear sentence, and exit code 1', (args, found) => {
    const newer = Buffer.from(bytes);
    newer.writeUInt16LE(9, 4);
    file('cut', bytes.subarray(0, 50));
    file('other', newer);
    file('text', Buffer.from('text'));
    file('anyone', encodePart({ part }));
    const { status, stdout, stderr } = library(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(found);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.skipIf(server === undefined)('exports nothing where nothing is known', () => {
    expect(library('export', '--destination', 'nobody', 'n')).toMatchObject({ status: 1, stdout: '' });
  });
});
