import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import { busy, type LineQuality, music, noise, ringback, seeded, silence, tone } from '../../support/call-audio.js';
import { heard, people, play, Script, sayings } from '../support/play.js';

let words: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  words = await sayings();
});

/** Ringing, a menu with two keys, then hold music with an announcement that comes twice. */
function wholeCall(agent: Int16Array): Script {
  const piece = music(30, 4);
  const s = (from: number, to: number) => piece.subarray(from * 8000, to * 8000);
  return new Script()
    .add(
      ringback(1),
      words.welcome,
      silence(1),
      'key',
      silence(0.5),
      words.topics,
      silence(1),
      'key',
      'hold',
      silence(0.5),
    )
    .add(s(0, 8), words.keepHolding, silence(0.3), s(8, 16), words.scams, s(16, 23), words.keepHolding, s(23, 30))
    .add(silence(0.8))
    .mark('agent')
    .add(agent, silence(3));
}

describe('a whole call', () => {
  const qualities: readonly (readonly [string, LineQuality])[] = [
    ['a clean line', { gainDb: 0, lossShare: 0, noiseDb: -75 }],
    ['a quiet line', { gainDb: -6, lossShare: 0, noiseDb: -65 }],
    ['a loud line that loses 2 % of its packets', { gainDb: 4, lossShare: 0.02, noiseDb: -60 }],
  ];
  it.each(qualities)(
    'over %s: the prompts end, no person is heard before the agent, and then the agent is',
    (_, quality) => {
      const library = new Library();
      const first = wholeCall(words.agent);
      const cold = play(first, library, quality, 1);
      expect(heard(cold).slice(0, 5)).toEqual(['ringback', 'menu', 'prompt-ended', 'menu', 'prompt-ended']);
      expect(heard(cold)).toContain('announcement');
      const agentAt = first.marks.agent ?? 0;
      expect(people(cold)[0]?.atMs).toBeGreaterThan(agentAt);

      const second = wholeCall(words.man);
      const warm = play(second, library, quality, 2);
      const person = people(warm)[0];
      expect(person?.degree).toBe('probable');
      expect(person?.atMs).toBeGreaterThan(agentAt);
      expect((person?.atMs ?? Number.POSITIVE_INFINITY) - agentAt).toBeLessThanOrEqual(2000);
      expect(person?.reason).toMatch(/1\.\d s of speech, no match in \d+\.\d s of known recordings/);
      expect(people(warm).at(-1)?.degree).toBe('confirmed');
    },
  );
});

describe('on hold', () => {
  it('an agent who answers right away is recognized by the pause for an answer, without any music before', () => {
    const script = new Script()
      .add(words.welcome, silence(1), 'key', 'hold', silence(0.6))
      .mark('agent')
      .add(words.man, silence(3));
    expect(heard(play(script)).at(-1)).toBe('person:probable');
  });

  it('a voice after ringing is an agent, confirmed once it waits for an answer', () => {
    const script = new Script().add('hold', music(5, 2), ringback(1), words.agent, silence(2));
    const told = play(script);
    expect(heard(told).slice(-4)).toEqual(['ringback', 'speech', 'person:probable', 'person:confirmed']);
    expect(told.at(-1)?.reason).toContain('after it rang');
  });

  it('disclosures right after the last key, with pauses under 0.9 s and then music, are not an agent', () => {
    const script = new Script()
      .add(words.topics, silence(1), 'key', 'hold', silence(0.4), words.keepHolding, silence(0.85), words.scams)
      .add(silence(0.7), music(8, 3));
    expect(people(play(script))).toEqual([]);
  });

  it('music that comes back withdraws a false person, and those words are known from then on', () => {
    const library = new Library();
    const script = () => new Script().add('hold', music(6, 5), words.scams, silence(1.4), music(12, 6));
    const told = heard(play(script(), library));
    expect(told).toEqual(['music', 'speech', 'person:probable', 'announcement', 'music']);
    expect(people(play(script(), library))).toEqual([]);
  });

  it('what an agent said before the hand-over is not learned', () => {
    const library = new Library();
    const script = () =>
      new Script().add('hold', music(10, 8), words.agent, silence(2), 'off', words.agent, silence(6));
    play(script(), library);
    expect(heard(play(script(), library)).filter((name) => name === 'announcement')).toEqual([]);
    expect(heard(play(script(), library))).toContain('person:probable');
  });

  it('a recording learned on one line is known on another line to the same destination', () => {
    const library = new Library();
    play(new Script().add('hold', music(6, 1), words.keepHolding, music(8, 2)), library);
    const told = play(new Script().add('hold', silence(1), words.keepHolding, silence(2)), library);
    expect(told[0]?.heard).toBe('announcement');
    expect(told[0]?.reason).toMatch(/heard before \(\d+ landmarks agree\)/);
    expect(people(told)).toEqual([]);
  });
});

describe('what is never a person', () => {
  const sounds: readonly (readonly [string, () => Int16Array])[] = [
    ['music with a tune', () => music(40, 11)],
    ['plucked music', () => music(40, 12)],
    ['soft slow music', () => music(40, 13, -32)],
    ['five minutes of silence', () => silence(300)],
    ['line noise', () => noise(30, seeded(3), -45)],
    ['loud noise', () => noise(30, seeded(4), -25)],
    ['a fax calling', () => tone(6, [1100])],
    ['a held key', () => tone(3, [770, 1336])],
    ['busy', () => busy(8)],
    ['ringing', () => ringback(4)],
  ];
  it.each(sounds)('%s', (_, sound) => {
    expect(people(play(new Script().add('hold', sound(), silence(3))))).toEqual([]);
  });

  it('a voice in the menu, however long it pauses', () => {
    expect(people(play(new Script().add(words.agent, silence(3), words.man, silence(4))))).toEqual([]);
  });
});
