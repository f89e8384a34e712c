import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { toWav } from '../../src/phone/wav.js';
import { music } from '../support/call-audio.js';

const EAR = fileURLToPath(new URL('../../scripts/ear.js', import.meta.url));
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
  it('prints one JSON line a verdict and nothing else, calls in the order given', () => {
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

  it('prints readable lines otherwise', () => {
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
    expect(stderr).toMatch(/noted\.json: .* It must look like \{.*correct it, or take it away\.\n$/);
  });

  it('takes notes from a.wav.json too', () => {
    file('c.wav.json', '{"handed_over_ms":500}');
    expect(ear(file('c.wav', WAV), '--json')).toMatchObject({ status: 0, stdout: '' });
  });

  it.each([[[]], [['--what']], [['a.wav', '--library']]])('says how it is used: %j', (args) => {
    const { status, stdout, stderr } = ear(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/npm run -s ear -- FILE\.wav/);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});
