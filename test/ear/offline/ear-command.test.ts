import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { decodePart, encodePart } from '../../../src/ear/library/library-file.js';
import { EMPTY_PART } from '../../../src/ear/library/library-part.js';
import { toWav } from '../../../src/phone/speech/wav.js';
import { music } from '../../support/call-audio.js';

const EAR = fileURLToPath(new URL('../../../scripts/ear.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'door-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ear(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [EAR, ...args], { cwd: folder, encoding: 'utf8' });
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const WAV = toWav(music(3, 4));
function altered(...changes: readonly (readonly [at: number, value: number, bytes: number])[]): Buffer {
  const wav = Buffer.from(WAV);
  for (const [at, value, bytes] of changes) wav.writeUIntLE(value, at, bytes);
  return wav;
}

describe('npm run ear', () => {
  it('prints one JSON line per verdict and nothing else, calls in the order given', () => {
    const [a, b] = [file('a.wav', WAV), file('b.wav', WAV)];
    const { status, stdout, stderr } = ear(b, a, '--json', '--destination', 'irs-pps');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const music = { t_ms: expect.any(Number), heard: 'music', reason: expect.stringMatching(/music/) };
    expect(lines).toEqual([
      { file: b, ...music },
      { file: a, ...music },
    ]);
  });

  it('prints readable lines without --json', () => {
    const { status, stdout } = ear(file('a.wav', WAV));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S+a\.wav +\d+\.\d s {2}music +1\.\d s of music\n$/);
  });

  it('names every file that cannot be heard, and what to do, before any is heard', () => {
    const bad: readonly (readonly [string, Buffer, RegExp])[] = [
      ['wide.wav', altered([24, 16_000, 4]), /the rate is 16000 Hz/],
      ['stereo.wav', altered([22, 2, 2]), /there are 2 channels/],
      ['float.wav', altered([20, 3, 2], [34, 32, 2]), /32-bit format 3/],
      ['deep.wav', altered([34, 24, 2]), /24-bit format 1/],
      ['cut.wav', WAV.subarray(0, 9000), /cut off, 39044 bytes of sound are missing/],
      ['header.wav', WAV.subarray(0, 30), /the format is missing/],
      ['text.wav', Buffer.from('this is no sound'), /not a WAV file/],
      ['empty.wav', Buffer.alloc(0), /the file is empty/],
    ];
    const names = bad.map(([name, bytes]) => file(name, bytes));
    const { status, stdout, stderr } = ear(file('a.wav', WAV), ...names, join(folder, 'nowhere.wav'), '--json');
    expect([status, stdout]).toEqual([1, '']);
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(bad.length + 1);
    bad.forEach(([name, , found], i) => {
      expect(lines[i]).toMatch(found);
      expect(lines[i]).toContain(`${name}: `);
      expect(lines[i]).toMatch(/must be a WAV file of 8 kHz.*convert it with: sox/);
    });
    expect(lines.at(-1)).toMatch(/nowhere\.wav: cannot be read \(.*no such file/);
  });

  it.each([
    ['{"keys":[{"t_ms":-3,"digit":"1"}]}', /must not be negative/],
    ['{"keys":{"t_ms":3}}', /keys must be a list/],
    ['[]', /must be an object/],
    ['{"handed_over_ms":"later"}', /handed_over_ms must be a number of milliseconds/],
    ['{', /not JSON/],
  ])('refuses the notes %s', (text, found) => {
    const wav = file('noted.wav', WAV);
    file('noted.json', text);
    const { status, stdout, stderr } = ear(wav);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(found);
    expect(stderr).toMatch(/noted\.json: .* It must look like \{.*Correct the file or remove it\.\n$/);
  });

  it('takes notes from a.wav.json too', () => {
    file('c.wav.json', '{"handed_over_ms":500}');
    expect(ear(file('c.wav', WAV), '--json')).toMatchObject({ status: 0, stdout: '' });
  });

  it('keeps what it learned in a file, from one run to the next', () => {
    const library = join(folder, 'irs.library');
    const wav = file('a.wav', toWav(music(50, 4)));
    expect(ear(wav, '--library', library, '--destination', 'irs-pps')).toMatchObject({ status: 0, stderr: '' });
    const kept = decodePart(readFileSync(library));
    expect(kept.destination).toBe('irs-pps');
    expect(kept.part.slabs[0]?.hashes.length).toBeGreaterThan(500);
    expect(ear(wav, '--library', library)).toMatchObject({ status: 0, stderr: '' });
    const again = decodePart(readFileSync(library));
    expect(again.part.calls).toBe(2);
    expect(again.part.slabs).toContainEqual(kept.part.slabs[0]);
  });

  it('refuses, and leaves alone, a library that is cut off, of another version, for another destination, or not one at all', () => {
    const wav = file('a.wav', WAV);
    const whole = encodePart({ destination: 'irs-pps', part: EMPTY_PART });
    const newer = Buffer.from(whole);
    newer.writeUInt16LE(7, 4);
    const bad: readonly (readonly [Buffer, RegExp])[] = [
      [whole.subarray(0, 40), /cannot be used: it is cut off.*Take another copy/],
      [newer, /it is of version 7, and this Hold Hunter reads version 1\. Use the Hold Hunter that wrote it/],
      [Buffer.from('hello'), /not a library of Hold Hunter\. Name a file that/],
      [whole, /is the library of irs-pps, not of irs-bmf: leave --destination out/],
    ];
    for (const [bytes, found] of bad) {
      const library = file('bad.library', bytes);
      const { status, stdout, stderr } = ear(wav, '--library', library, '--destination', 'irs-bmf');
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(found);
      expect(readFileSync(library)).toEqual(bytes);
    }
    expect(ear(wav, '--library', join(folder, 'no', 'where')).stderr).toMatch(/where cannot be written .*name another/);
  });

  it.each([[[]], [['--what']], [['a.wav', '--library']]])('prints its usage: %j', (args) => {
    const { status, stdout, stderr } = ear(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/npm run -s ear -- FILE\.wav/);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});
