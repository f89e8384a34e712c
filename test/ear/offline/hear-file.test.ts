import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import { parseCallNotes } from '../../../src/ear/offline/call-notes.js';
import { type CallNotes, type FileVerdict, hearCall } from '../../../src/ear/offline/hear-file.js';
import { busy, join, music, noise, ringback, seeded, silence } from '../../support/call-audio.js';
import { sayings } from '../support/play.js';

let words: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  words = await sayings();
});

const NO_NOTES: CallNotes = { keysAtMs: [] };
const told = (samples: Int16Array, notes = NO_NOTES, library = new Library()): FileVerdict[] => [
  ...hearCall(samples, notes, library),
];
const kinds = (verdicts: readonly FileVerdict[]): string[] =>
  verdicts.map(({ heard, degree }) => (degree === undefined ? heard : `${heard}:${degree}`));
const msOf = (...parts: readonly Int16Array[]): number => join(...parts).length / 8;

describe('a call from outside', () => {
  it('is a menu until its last key, then a hold on which an agent is a person', () => {
    const menu = [ringback(1), words.welcome, silence(1)];
    const before = [...menu, silence(0.5), music(8, 4), silence(0.5)];
    const verdicts = told(join(...before, words.agent, silence(3)), { keysAtMs: [msOf(...menu)] });
    expect(kinds(verdicts)).toEqual(['ringback', 'menu', 'music', 'person:probable']);
    expect(verdicts.at(-1)?.t_ms).toBeGreaterThan(msOf(...before));
  });

  it('is on hold from the start when no keys are known', () => {
    expect(kinds(told(join(music(4, 4), silence(0.5), words.man, silence(2))))).toEqual(['music', 'person:probable']);
  });

  it('is in the menu until the noted start of the hold, whoever speaks', () => {
    const call = join(words.agent, silence(2), words.man, silence(1));
    expect(kinds(told(call, { keysAtMs: [100], menuDoneMs: 60_000 }))).toEqual(['menu', 'silence', 'menu']);
  });

  it('is not heard once a person has it, and the next call knows nothing said after that', () => {
    const library = new Library();
    const call = join(music(4, 4), silence(0.5), words.man, music(4, 5), words.agent, music(4, 6));
    const first = told(call, { keysAtMs: [], handedOverMs: 4400 }, library);
    expect(kinds(first)).toEqual(['music']);
    const next = told(join(silence(1), words.man, silence(2)), NO_NOTES, library);
    expect(kinds(next)).toContain('person:probable');
  });

  it('teaches the next call its recordings', () => {
    const library = new Library();
    const call = join(music(6, 1), words.keepHolding, music(8, 2));
    told(call, NO_NOTES, library);
    expect(kinds(told(join(silence(1), words.keepHolding, silence(1)), NO_NOTES, library))[0]).toBe('announcement');
  });

  it('that hangs up after words that follow the menu was too busy, and a busy tone is a tone', () => {
    const call = join(words.welcome, silence(1), words.keepHolding, silence(0.3));
    const last = told(call, { keysAtMs: [msOf(words.welcome)] }).at(-1);
    expect(last).toMatchObject({ heard: 'too_busy', t_ms: Math.round(call.length / 8) });
    expect(kinds(told(busy(6)))).toEqual(['tone']);
  });

  it('that a person has at the end was not hung up', () => {
    const call = join(words.welcome, silence(1), words.keepHolding, silence(0.3));
    expect(kinds(told(call, { keysAtMs: [0], handedOverMs: call.length / 8 }))).not.toContain('too_busy');
  });

  it('is never heard ahead: a shortened call gives the same verdicts up to the cut', () => {
    const call = join(music(4, 4), silence(0.5), words.man, silence(2), music(4, 5), words.scams, music(3, 5));
    const whole = told(call, { keysAtMs: [], handedOverMs: call.length / 8 });
    for (const ms of [1500, 5500, 9000, 13_010]) {
      const cut = told(call.subarray(0, ms * 8), { keysAtMs: [], handedOverMs: ms });
      expect(cut).toEqual(whole.filter(({ t_ms }) => t_ms <= ms));
    }
  });
});

describe('sound that is not a call', () => {
  const loud = (samples: Int16Array) => samples.map((sample) => Math.max(-32768, Math.min(32767, sample * 40)));
  const sounds: readonly (readonly [string, () => Int16Array])[] = [
    ['five minutes of digital silence', () => silence(300)],
    ['white noise at full scale', () => noise(20, seeded(1), -3)],
    ['clipped music', () => loud(music(20, 4))],
    ['a hum one step high', () => new Int16Array(160_000).fill(1)],
    ['full scale, every sample', () => Int16Array.from({ length: 80_000 }, (_, i) => (i % 2 === 0 ? 32767 : -32768))],
    ['one sample', () => new Int16Array(1)],
  ];
  it.each(sounds)('%s is not a person', (_, sound) => {
    expect(kinds(told(sound())).filter((kind) => kind.startsWith('person'))).toEqual([]);
  });

  it('very quiet and clipped speech do no harm', () => {
    const call = join(music(4, 4), silence(0.5), words.man, silence(2));
    expect(told(call.map((sample) => sample / 400)).length).toBeGreaterThan(0);
    expect(kinds(told(loud(call)))[0]).toBe('music');
  });
});

describe('notes next to a call', () => {
  it('say when keys were pressed, when the hold began and when a person took the call', () => {
    const text =
      '{"keys":[{"t_ms":4200,"digit":"1"},{"t_ms":900,"digit":2}],"menu_done_ms":31000,"handed_over_ms":184000}';
    expect(parseCallNotes(text)).toEqual({ keysAtMs: [4200, 900], menuDoneMs: 31_000, handedOverMs: 184_000 });
    expect(parseCallNotes('{"handed_over_ms":null,"who":"me"}')).toEqual({ keysAtMs: [] });
  });

  it('of any other shape are refused with a reason', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          expect(parseCallNotes(text).keysAtMs).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toMatchObject({ message: expect.stringMatching(/must/) });
        }
      }),
    );
  });
});
