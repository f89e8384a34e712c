import { describe, expect, it } from 'vitest';
import { levelled, phrases, trimmed } from '../../../bench/ear/level.js';
import { readOptions } from '../../../bench/ear/options.js';
import { cacheFolder } from '../../../bench/ear/packages.js';
import { dialogueLines, mp3Frames } from '../../../bench/ear/queen.js';
import { SpeechRule } from '../../../bench/ear/speech-rule.js';
import { join, silence, tone } from '../../support/call-audio.js';

describe('the plain rule over a voice detector', () => {
  const frames = (speech: string) => {
    const rule = new SpeechRule();
    return [...speech].flatMap((mark, i) => rule.push(mark === 's', 100, (i + 1) * 100) ?? []);
  };

  it('says person after 1.2 s of speech in a row; a pause of 0.3 s does not break it, one of 0.4 s does', () => {
    expect(frames('s'.repeat(12))).toMatchObject([{ heard: 'person', atMs: 1200, sinceMs: 0 }]);
    expect(frames(`${'s'.repeat(8)}...ssss`)).toHaveLength(1);
    expect(frames(`${'s'.repeat(8)}....ssss`)).toHaveLength(0);
  });

  it('says it again only after 2 s without speech', () => {
    const talk = 's'.repeat(15);
    expect(frames(`${talk}${'.'.repeat(10)}${talk}`).map(({ heard }) => heard)).toEqual(['person']);
    expect(frames(`${talk}${'.'.repeat(20)}${talk}`).map(({ heard }) => heard)).toEqual([
      'person',
      'silence',
      'person',
    ]);
  });
});

describe('the dialogue of queen.1c', () => {
  /** A header and entries as the file has them. */
  function file(names: readonly string[]): Buffer {
    const bytes = Buffer.alloc(15 + 21 * names.length);
    bytes.write('QTBLCEM10', 0, 'latin1');
    bytes[12] = 1;
    bytes.writeUInt16BE(names.length, 13);
    for (const [i, name] of names.entries()) {
      bytes.write(name, 15 + 21 * i, 'latin1');
      bytes.writeUInt32BE(1000 + i, 15 + 21 * i + 13);
      bytes.writeUInt32BE(50 + i, 15 + 21 * i + 17);
    }
    return bytes;
  }

  it('is told by the names of its files: dialogues 02 to 59, of person or Joe', () => {
    const lines = dialogueLines(file(['020001P2.SB', '24001EJ1.SB', '600001P1.SB', 'C100A032.SB', 'JOE.ACT']));
    expect(lines).toEqual([
      { role: '02', name: '020001P2.SB', at: 1000, bytes: 50 },
      { role: 'joe', name: '24001EJ1.SB', at: 1001, bytes: 51 },
    ]);
  });

  it('is not looked for in another file: it says what to do', () => {
    expect(() => dialogueLines(Buffer.alloc(40))).toThrow(/empty the cache/);
  });

  it('has MP3 frames that are counted by their headers, padding and all', () => {
    const frame = (padding: number) =>
      Buffer.concat([Buffer.from([0xff, 0xe3, 0x20 | (padding << 1), 0xc4]), Buffer.alloc(100 + padding)]);
    expect(mp3Frames(Buffer.concat([frame(0), frame(1), frame(0)]))).toBe(3);
    expect(mp3Frames(Buffer.from('not sound at all'))).toBe(0);
  });
});

describe('levels', () => {
  const beep = tone(0.5, [440], -20);

  it('are set by the sound, not by its pauses, and quiet ends are cut off to 20 ms', () => {
    const quiet = join(silence(1), beep, silence(2));
    expect(trimmed(quiet).length / 8000).toBeCloseTo(0.5, 1);
    const loudest = (samples: Int16Array) => samples.reduce((most, sample) => Math.max(most, sample), 0);
    expect(loudest(levelled(quiet, -20))).toBeCloseTo(loudest(levelled(beep, -20)), -2);
  });

  it('part a recording at pauses of 0.3 s', () => {
    expect(
      phrases(join(beep, silence(0.2), beep, silence(0.5), beep)).map(({ length }) => Math.round(length / 800)),
    ).toEqual([12, 5]);
  });
});

describe("the bench's options", () => {
  it('share the hours out over the seeds; the kept-out seeds are others', () => {
    const options = readOptions(['--hours', '6', '--seeds', '3', '--part', 'kept-out']);
    expect(options).toMatchObject({ series: [1001, 1002, 1003].map((seed) => ({ seed, hours: 2, part: 'kept-out' })) });
  });

  it.each([
    [['--part', 'all'], /tuning or kept-out/],
    [['--hours', 'many'], /above 0/],
    [['--seeds', '0'], /whole number from 1 on/],
    [['--detectors', 'ear,nose'], /“nose”/],
    [['--colour'], /--colour/],
  ])('%j are refused in a sentence', (args, problem) => {
    expect(readOptions(args)).toMatchObject({ problem: expect.stringMatching(problem) });
  });
});

describe('the cache', () => {
  it('lies where BENCH_CACHE says, else in the home', () => {
    expect(cacheFolder({ BENCH_CACHE: '/somewhere' })).toBe('/somewhere');
    expect(cacheFolder({})).toMatch(/\.cache.hold-hunter.bench$/);
  });
});
