import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import { join, music, overTheLine, seeded, silence } from '../../support/call-audio.js';
import { people, sayings } from '../support/play.js';

let words: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  words = await sayings();
});

function hear(listener: Listener, audio: Int16Array, seed: number): Verdict[] {
  const line = overTheLine(audio, { gainDb: -2, lossShare: 0.01, noiseDb: -68 }, seeded(seed));
  const told: Verdict[] = [];
  for (let at = 0; at < line.length; at += 160) told.push(...listener.hear(line.subarray(at, at + 160)));
  return told;
}

describe('a taught recording', () => {
  it('taught before a key, is reported when it ends on the next call, and at no other time', () => {
    const library = new Library();
    const first = new Listener(library);
    hear(first, join(silence(0.5), words.welcome, silence(0.8)), 1);
    const taught = first.learn({ kind: 'menu', since: 'last-key' });
    first.keyPressed();
    hear(first, join(words.topics, silence(6)), 2);
    first.ended();
    expect(taught?.kind).toBe('menu');

    const next = new Listener(library);
    const told = hear(next, join(silence(2), words.welcome, silence(1), words.topics, silence(1)), 3);
    const ends = told.filter(({ heard, recording }) => heard === 'prompt-ended' && recording !== undefined);
    expect(ends.map(({ recording }) => recording?.id)).toEqual([taught?.id]);
    // The synthesizer ends a sentence with a pause that holds no landmark; the recording ends with its last sound.
    const endMs = 2000 + words.welcome.findLastIndex((sample) => Math.abs(sample) > 300) / 8;
    expect(Math.abs((ends[0]?.atMs ?? 0) - endMs)).toBeLessThan(300);
  });

  it('marked “not a person” never fools the ear again', () => {
    const library = new Library();
    const hold = (seconds: number, at: number) => music(seconds, 9).subarray(at * 8000);
    const first = new Listener(library);
    first.tune('hold');
    const told = hear(first, join(hold(8, 0), silence(0.4), words.agent, silence(2)), 4);
    expect(people(told).length).toBeGreaterThan(0);
    const taught = first.learn({ kind: 'announcement', since: people(told)[0]?.sinceMs ?? 0 });
    expect(taught?.seconds).toBeGreaterThan(2);
    hear(first, hold(8, 0), 5);
    first.ended();

    const next = new Listener(library);
    next.tune('hold');
    const again = hear(next, join(hold(9, 1), silence(0.4), words.agent, silence(1), hold(6, 0)), 6);
    expect(people(again)).toEqual([]);
    expect(again.some(({ recording }) => recording?.id === taught?.id)).toBe(true);
  });

  it('named in mid-sentence is learned to its end, and its rest is never taken for a person', () => {
    const library = new Library();
    const hold = (seconds: number, at: number) => music(seconds, 9).subarray(at * 8000);
    const first = new Listener(library);
    first.tune('hold');
    const middle = Math.floor(words.agent.length / 2);
    hear(first, join(hold(8, 0), silence(0.4), words.agent.subarray(0, middle)), 14);
    const taught = first.learn({ kind: 'announcement', since: 8000 });
    expect(taught?.seconds).toBeLessThan(3);
    const rest = hear(first, join(words.agent.subarray(middle), silence(2), hold(8, 0)), 15);
    expect(people(rest)).toEqual([]);
    first.ended();
    const [kept] = library.knowledge.recordings;
    expect(kept?.id).toBe(taught?.id);
    expect(kept?.seconds).toBeGreaterThan(3.5);

    const next = new Listener(library);
    next.tune('hold');
    const again = hear(next, join(hold(9, 1), silence(0.4), words.agent, silence(1), hold(6, 0)), 16);
    expect(people(again)).toEqual([]);
    // A person who speaks after it is heard, even on the call on which it was taught.
    const later = new Listener(library);
    later.tune('hold');
    hear(later, join(hold(8, 0), silence(0.4), words.agent.subarray(0, middle)), 17);
    later.learn({ kind: 'announcement', since: 8000 });
    const agent = hear(later, join(words.agent.subarray(middle), silence(1), words.man, silence(2)), 18);
    expect(people(agent).length).toBeGreaterThan(0);
  });

  it('changed to another kind is reported as that from then on', () => {
    const library = new Library();
    const first = new Listener(library);
    first.tune('hold');
    hear(first, join(music(6, 9), words.scams, silence(0.5)), 7);
    const taught = first.learn({ kind: 'announcement', since: 6000 });
    expect(library.relabel(taught?.id ?? '', 'too-busy')).toBe(true);
    expect(library.relabel('r-of-nobody', 'too-busy')).toBe(false);
    hear(first, music(8, 9), 8);
    first.ended();
    const next = new Listener(library);
    next.tune('hold');
    const told = hear(next, join(silence(3), words.scams, silence(1)), 9);
    expect(told.find(({ recording }) => recording !== undefined)?.recording?.kind).toBe('too-busy');
  });

  it('an agent’s words are not learned: after “it was a person” the same words are unknown', () => {
    const library = new Library();
    const first = new Listener(library);
    first.tune('hold');
    hear(first, join(music(8, 9), silence(0.4), words.agent), 10);
    expect(first.learn({ kind: 'person', since: 8000 })).toBeUndefined();
    first.ended();
    const next = new Listener(library);
    next.tune('hold');
    const told = hear(next, join(silence(3), words.agent, silence(2)), 11);
    expect(told.filter(({ heard }) => heard === 'announcement')).toEqual([]);
  });
});
