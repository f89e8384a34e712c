import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import { busy, join, reorder, ringback, silence, tone } from '../../support/call-audio.js';
import { heard, play, Script, sayings } from '../support/play.js';

let words: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  words = await sayings();
});

describe('the menu', () => {
  it('the end of a prompt is reported once, 400 ms after its last sound, with the time it ended', () => {
    const spoken = words.welcome.subarray(
      0,
      words.welcome.findLastIndex((s) => Math.abs(s) > 300),
    );
    const told = play(new Script().add(silence(1), spoken, silence(1.5)));
    expect(heard(told)).toEqual(['menu', 'prompt-ended']);
    const endedMs = 1000 + spoken.length / 8;
    expect(Math.abs((told[1]?.sinceMs ?? 0) - endedMs)).toBeLessThanOrEqual(100);
    expect((told[1]?.atMs ?? 0) - endedMs).toBeLessThanOrEqual(560);
  });

  it('a prompt that continues after a pause is a menu again', () => {
    const told = play(new Script().add(words.welcome, silence(0.7), words.topics, silence(1)));
    expect(heard(told)).toEqual(['menu', 'prompt-ended', 'menu', 'prompt-ended']);
  });

  it('silence is reported after two seconds, and pauses in ringback are not silence', () => {
    expect(heard(play(new Script().add(ringback(3), words.welcome, silence(3))))).toEqual([
      'ringback',
      'menu',
      'prompt-ended',
      'silence',
    ]);
  });

  it('when an old prompt keeps talking after a key, its end is not the next prompt’s end', () => {
    const half = words.welcome.length >> 1;
    const script = new Script().add(words.welcome.subarray(0, half), 'key', words.welcome.subarray(half), silence(0.9));
    expect(heard(play(script))).toEqual(['menu']);
  });

  it('a prompt that comes again after its key, behind other words, counts as repeated', () => {
    const prompt = [words.welcome, silence(0.3), words.topics] as const;
    const script = new Script()
      .add(silence(1), ...prompt, silence(1), 'key', silence(0.1))
      .add(words.scams.subarray(0, 12_000), silence(0.3), ...prompt, silence(1), 'key', silence(0.1))
      .add(words.keepHolding, silence(1));
    const ends = play(script).filter(({ heard }) => heard === 'prompt-ended');
    expect(ends.map(({ again }) => again === true)).toEqual([false, false, false, true, true, false]);
  });
});

describe('tones', () => {
  it('busy and reorder are recognized by frequency and rhythm', () => {
    expect(heard(play(new Script().add(busy(3))))).toEqual(['busy']);
    const told = play(new Script().add(reorder(4)));
    expect(heard(told)).toEqual(['busy']);
    expect(told[0]?.reason).toContain('every 0.5 s');
  });

  it('the three special information tones are a tone', () => {
    const told = play(
      new Script().add(join(tone(0.38, [913.8]), tone(0.27, [1370.6]), tone(0.38, [1776.7])), silence(1)),
    );
    expect(heard(told)).toEqual(['tone']);
    expect(told[0]?.reason).toContain('special information');
  });
});

describe('any audio at all', () => {
  it('however it is cut into chunks, the verdicts are the same', () => {
    const audio = join(ringback(1), words.welcome, silence(1));
    const listen = (sizes: readonly number[]) => {
      const listener = new Listener(new Library());
      const told = [];
      for (let at = 0, i = 0; at < audio.length; i++) {
        const size = sizes[i % sizes.length] ?? 160;
        told.push(...listener.hear(audio.subarray(at, at + size)));
        at += size;
      }
      return told;
    };
    const whole = listen([160]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 8 }), (sizes) => {
        expect(listen(sizes)).toEqual(whole);
      }),
      { numRuns: 5 },
    );
  });

  it('arbitrary samples never make it throw, and times never run backwards', () => {
    fc.assert(
      fc.property(
        fc.array(fc.int16Array({ maxLength: 4000 }), { maxLength: 8 }),
        fc.constantFrom('menu', 'hold'),
        (chunks, stage) => {
          const listener = new Listener(new Library());
          listener.tune(stage);
          const times = chunks.flatMap((chunk) => listener.hear(chunk)).map(({ atMs }) => atMs);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        },
      ),
      { numRuns: 20 },
    );
  });
});
