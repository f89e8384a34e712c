import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPhrases, PHRASE_WORDS } from '../../../src/phone/speech/phrases.js';
import { parseWav, toWav } from '../../../src/phone/speech/wav.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phrases-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A WAV file with its header changed at some places. */
function altered(
  samples: number,
  ...changes: readonly (readonly [at: number, value: number, bytes: number])[]
): Buffer {
  const wav = toWav(new Int16Array(samples).fill(5));
  for (const [at, value, bytes] of changes) wav.writeUIntLE(value, at, bytes);
  return wav;
}

describe('the firm’s own phrases', () => {
  it('are taken where there are files, the others are those of the build', () => {
    writeFileSync(join(folder, 'courtesy.wav'), toWav(Int16Array.from([1, 2, 3])));
    const phrases = loadPhrases(folder);
    expect([...phrases('courtesy')]).toEqual([1, 2, 3]);
    expect(phrases('goodbye').length).toBeGreaterThan(8000);
  });

  it('a folder that is not there is named, with what to do', () => {
    expect(() => loadPhrases('/nowhere/phrases')).toThrow(/\/nowhere\/phrases does not exist: create it/);
  });

  const refused: readonly (readonly [string, Buffer, RegExp])[] = [
    ['16 kHz', altered(100, [24, 16_000, 4]), /the rate is 16000 Hz/],
    ['stereo', altered(100, [22, 2, 2]), /there are 2 channels/],
    ['24 bits', altered(100, [34, 24, 2]), /24-bit format 1/],
    ['MP3 in a WAV', altered(100, [20, 0x55, 2]), /format 85/],
    ['11 seconds', altered(88_000), /lasts 11\.0 s/],
    ['nothing', altered(0), /no sound/],
    ['a text', Buffer.from('hello, this is no sound at all'), /not a WAV file/],
    ['a header alone', altered(0).subarray(0, 36), /sound is missing/],
  ];
  it.each(refused)('%s is refused with what was found and what to do', (_, bytes, found) => {
    expect(() => parseWav(bytes, 'courtesy.wav')).toThrow(found);
    expect(() => parseWav(bytes, 'courtesy.wav')).toThrow(/courtesy\.wav: .*convert it with: sox/);
  });

  it('µ-law is read: full scale, zero and the sign', () => {
    const wav = Buffer.concat([altered(0, [20, 7, 2], [34, 8, 2], [40, 4, 4]), Buffer.from([0xff, 0x7f, 0x00, 0x80])]);
    expect([...parseWav(wav, 'x.wav')]).toEqual([0, 0, -32124, 32124]);
  });

  it('what is written is read back', () => {
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1, maxLength: 200 }), (samples) => {
        expect(parseWav(toWav(samples), 'x.wav')).toEqual(samples);
      }),
    );
  });

  it('arbitrary bytes are refused, never misread', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseWav(Buffer.from(bytes), 'x.wav')).toThrow(/x\.wav/);
      }),
    );
  });
});

describe('the phrases of the build', () => {
  it('the first says it is a machine and that a person is joining, within 4 s', () => {
    expect(PHRASE_WORDS.courtesy).toMatch(/automated assistant.*person is joining/);
    const courtesy = loadPhrases()('courtesy');
    expect(courtesy.length).toBeGreaterThan(2 * 8000);
    expect(courtesy.length).toBeLessThanOrEqual(4 * 8000);
  });
});
