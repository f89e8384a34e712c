import { beforeAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import { CLEAN, join, music, noise, overTheLine, ringback, seeded, silence } from '../../support/call-audio.js';
import { heard, Lines, people, sayings } from '../support/play.js';

let words: Awaited<ReturnType<typeof sayings>>;
beforeAll(async () => {
  words = await sayings();
});

const piece = music(40, 4);
const bars = (from: number, to: number) => piece.subarray(from * 8000, to * 8000);

/**
 * Disclosures after the last key, then music with announcements every six seconds, then a voice sooner than the next
 * one.
 */
function wait(announcements: readonly Int16Array[], from: number, last: Int16Array): Int16Array {
  const parts = [words.topics, silence(0.6)];
  let at = from;
  for (const announcement of announcements) {
    parts.push(bars(at, at + 6), silence(0.5), announcement, silence(0.5));
    at += 6;
  }
  return join(...parts, bars(at, at + 2.5), last);
}

describe('three lines on hold side by side, a second apart', () => {
  it('the lines behind recognize a new announcement within half a second of its start', () => {
    const lines = new Lines(3);
    const audio = wait([words.keepHolding], 0, bars(20, 24));
    const announcementAt = (words.topics.length + 0.6 * 8000 + 6.5 * 8000) / 8;
    const told = lines.play([audio, audio, audio], 1000);
    for (const line of told.slice(1)) {
      const announced = line.find(({ heard, atMs }) => heard === 'announcement' && atMs > announcementAt);
      expect(announced?.reason).toMatch(/heard before/);
      expect((announced?.atMs ?? Number.POSITIVE_INFINITY) - announcementAt).toBeLessThan(800);
    }
    expect(told.flatMap(people)).toEqual([]);
  });

  it('the line ahead profits too: its voice is ruled out as a person once another line hears the same', () => {
    const lines = new Lines(2);
    const audio = join(silence(0.5), bars(0, 5), words.scams, silence(6));
    const [ahead = [], behind = []] = lines.play([audio, audio], 6000);
    expect(heard(ahead)).toEqual(['music', 'speech', 'person:probable', 'announcement', 'silence']);
    expect(ahead[3]?.reason).toMatch(/another call hears the same \d\.\d s later: not a person after all/);
    expect(people(behind)).toEqual([]);
  });

  it('what two lines shared is known later, even if neither went back to music', () => {
    const library = new Library();
    const audio = join(silence(0.5), words.scams, silence(6));
    new Lines(2, library).play([audio, audio], 1000);
    const [later = []] = new Lines(1, library).play([audio], 0);
    expect(later.find(({ heard }) => heard !== 'silence')?.reason).toMatch(/heard before/);
  });

  it('a single call does not mistake its own sound for another call’s', () => {
    const [told = []] = new Lines(1).play([join(silence(0.5), bars(0, 4), words.agent, silence(2))], 0);
    expect(heard(told)).toEqual(['music', 'speech', 'person:probable']);
  });

  it('two agents speaking at once are two people', () => {
    const calls = [words.agent, words.man].map((agent, i) =>
      join(bars(i * 9, i * 9 + 6), silence(0.8), agent, silence(3)),
    );
    const told = new Lines(2).play(calls, 300);
    for (const line of told) expect(heard(line).at(-1)).toBe('person:probable');
  });

  it('a line that is no longer heard leaves nothing behind', () => {
    const lines = new Lines(2);
    const agent = join(bars(0, 5), silence(0.8), words.agent, silence(2));
    lines.play([agent], 0);
    lines.listeners[0]?.tune('off');
    const [, second = []] = lines.play([silence(0.1), agent], 0);
    expect(heard(second)).toContain('person:probable');
  });
});

describe('what an unknown voice means', () => {
  const agentAt = (verdicts: readonly Verdict[], agent: Int16Array, audio: Int16Array) =>
    (people(verdicts)[0]?.atMs ?? Number.POSITIVE_INFINITY) - (audio.length - agent.length) / 8;

  it('in a first hunt, sooner than any announcement ever came: an agent within 2.5 s', () => {
    const waiting = wait([words.keepHolding], 20, silence(0.8));
    const audio = join(waiting, words.agent);
    const other = wait([words.keepHolding], 0, bars(10, 17));
    const [told = []] = new Lines(3).play([audio, other, other], 1000);
    expect(people(told)[0]?.reason).toMatch(/after the last words, recordings come after/);
    expect(agentAt(told, words.agent, audio)).toBeGreaterThan(0);
    expect(agentAt(told, words.agent, audio)).toBeLessThan(2500);
  });

  it('in a first hunt, a second announcement on the first one’s schedule: not a person', () => {
    const audio = wait([words.keepHolding, words.scams], 0, bars(20, 26));
    expect(new Lines(3).play([audio, audio, audio], 1000).flatMap(people)).toEqual([]);
  });

  it('in a second hunt, after the only announcement came back: an agent within 2 s, even on the schedule', () => {
    const library = new Library();
    const first = wait([words.keepHolding], 0, bars(20, 24));
    new Lines(3, library).play([first, first, first], 1000);
    const audio = join(wait([words.keepHolding], 3, bars(20, 23.5)), silence(0.8), words.man);
    const [told = []] = new Lines(3, library).play([audio, first, first], 1000);
    expect(agentAt(told, words.man, audio)).toBeGreaterThan(0);
    expect(agentAt(told, words.man, audio)).toBeLessThan(2000);
  });

  it('disclosures right after the menu come in every call, and say nothing about recordings on hold', () => {
    const library = new Library();
    const script = join(words.topics, silence(0.6), bars(0, 4));
    for (let call = 0; call < 5; call++) new Lines(1, library).play([script], 0);
    expect(library.habits.warm).toBe(false);
  });

  it('five lines that hear one announcement side by side count it once', () => {
    const library = new Library();
    const audio = wait([words.keepHolding], 0, bars(20, 24));
    new Lines(5, library).play([audio, audio, audio, audio, audio], 400);
    expect(library.habits.likelyNew).toBeCloseTo(2 / 3);
  });
});

it('sixty lines that hear the same sound store it once', () => {
  const library = new Library();
  const random = seeded(5);
  const audio = overTheLine(join(ringback(1), bars(0, 4), noise(0.5, random, -60), words.scams), CLEAN, random);
  const lines = new Lines(60, library);
  lines.play(
    Array.from({ length: 60 }, () => audio),
    20,
  );
  const alone = new Library();
  new Lines(1, alone).play([audio], 0);
  expect(library.live.size).toBeLessThan(8 * alone.live.size);
});
