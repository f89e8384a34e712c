import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../../bench/ear/call.js';
import { drawChannel, send } from '../../../bench/ear/channel.js';
import { composeGroup } from '../../../bench/ear/compose.js';
import { hashOf } from '../../../bench/ear/draw.js';
import { type Material, materialOf, partOf } from '../../../bench/ear/material.js';
import type { Sound, SoundUse } from '../../../bench/ear/sounds.js';
import { seeded } from '../../support/call-audio.js';

const sound = (use: SoundUse, by: string, name: string, seconds: number): Sound => ({
  use,
  by,
  name,
  at: 0,
  samples: seconds * 8000,
});

/** Sounds that are nothing but a wave of a pitch of their own. */
function material(): Material {
  const prompts = Array.from({ length: 60 }, (_, i) => sound('prompt', 'en', `prompt-${i}`, 1 + (i % 4)));
  const people = ['queen-02', 'queen-03', 'queen-joe', 'espeak-x'].map((by) => ({
    name: by,
    lines: Array.from({ length: 12 }, (_, i) => sound('voice', by, `line-${i}`, 1 + (i % 3))),
  }));
  return {
    sounds: {
      read({ name, samples }, from = 0, count = samples - from) {
        const step = (2 * Math.PI * (300 + (hashOf(name) % 1500))) / 8000;
        return Int16Array.from(
          { length: Math.min(count, samples - from) },
          (_, i) => 8000 * Math.sin(step * (from + i)),
        );
      },
    },
    talents: [{ name: 'en', prompts, digits: [sound('digit', 'en', 'digits/1', 0.5)] }],
    music: [sound('music', 'm', 'one', 40), sound('music', 'm', 'two', 50)],
    actors: people.slice(0, 3),
    readers: people.slice(3),
  };
}

const bytesOf = (audio: Int16Array = new Int16Array(0)): Buffer => Buffer.from(audio.buffer);

describe('composed calls', () => {
  let groups: Call[][];
  beforeAll(() => {
    groups = [[...composeGroup(material(), 7, 0)]];
  });

  it('are the same for the same seed, to the sample', () => {
    const [first] = groups[0] ?? [];
    const again = composeGroup(material(), 7, 0).next().value;
    expect(again?.segments).toEqual(first?.segments);
    expect(Buffer.compare(bytesOf(again?.audio), bytesOf(first?.audio))).toBe(0);
  });

  it('come four to six a destination, the first of them never turned away', () => {
    for (const calls of groups) {
      expect(calls.length).toBeGreaterThanOrEqual(4);
      expect(calls.length).toBeLessThanOrEqual(6);
      expect(calls[0]?.kind).not.toBe('too-busy');
    }
  });

  it('say of every moment what it is, without a hole, up to the end', () => {
    for (const { segments, audio } of groups.flat()) {
      expect(segments[0]?.fromMs).toBe(0);
      for (const [i, { fromMs }] of segments.entries())
        if (i > 0) expect(fromMs).toBeCloseTo(segments[i - 1]?.toMs ?? 0);
      expect(segments.at(-1)?.toMs).toBeCloseTo(audio.length / 8, 3);
    }
  });

  it('have as many agents as their kind says, whose words lie in what is labelled as theirs', () => {
    const expected = { normal: 1, 'agent-at-once': 1, 'two-agents': 2, 'hold-only': 0, 'too-busy': 0 };
    for (const { kind, agents, segments } of groups.flat()) {
      expect(agents).toHaveLength(expected[kind]);
      for (const { fromMs } of agents) {
        const there = segments.find((segment) => segment.what === 'agent' && segment.toMs > fromMs);
        expect(there?.fromMs).toBeLessThanOrEqual(fromMs + 21);
      }
    }
  });

  it('press every key before the menu is over, and are handed over 8 to 20 s after the last first word, if at all', () => {
    for (const { keys, menuDoneMs, handedOverMs, agents } of groups.flat()) {
      for (const { tMs } of keys) expect(tMs).toBeLessThan(menuDoneMs);
      if (handedOverMs === undefined) continue;
      const afterMs = handedOverMs - (agents.at(-1)?.fromMs ?? 0);
      expect(afterMs).toBeGreaterThan(7_500);
      expect(afterMs).toBeLessThan(20_500);
    }
  });

  it('call a recording known when it was played at the destination before, and never when it was not', () => {
    for (const calls of groups) {
      const played = new Set<string>();
      for (const { recording, known } of calls.flatMap(({ segments }) => segments)) {
        if (known === undefined || recording === undefined) continue;
        if (known) expect(played).toContain(recording);
        played.add(recording);
      }
    }
  });
});

describe('the channel', () => {
  it('tells where a sound arrives that was sent behind slips of the receiver: within 3 ms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 5, max: 95 }), (seed, second) => {
        const sent = new Int16Array(100 * 8000);
        sent.fill(20_000, second * 8000, second * 8000 + 400);
        const random = seeded(seed);
        const channel = { ...drawChannel(random), lossShare: 0, noiseDb: -90, slips: true };
        const arrived = send(sent, channel, random);
        const first = arrived.audio.findIndex((sample) => Math.abs(sample) > 3000);
        expect(Math.abs(first / 8 - arrived.at(second * 1000))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 6 },
    );
  });
});

describe('the material', () => {
  it('belongs to one part: a voice and a piece as a whole, a prompt by its name', () => {
    const voices = ['a', 'b', 'c'].map((name) => partOf(sound('voice', 'queen-02', name, 1)));
    expect(new Set(voices).size).toBe(1);
    expect(partOf(sound('prompt', 'en', 'hello', 1))).toBe(partOf(sound('prompt', 'es', 'hello', 1)));
  });

  it('is shared by no two parts, and nothing of it is lost', () => {
    const all = Array.from({ length: 80 }, (_, i) => sound('prompt', 'en', `p${i}`, 1));
    const sounds = { all, read: () => new Int16Array(0) };
    const names = (part: 'tuning' | 'kept-out') =>
      materialOf(sounds, part).talents.flatMap(({ prompts }) => prompts.map(({ name }) => name));
    expect([...names('tuning'), ...names('kept-out')].sort()).toEqual(all.map(({ name }) => name).sort());
    expect(names('tuning').length).toBeGreaterThan(20);
  });
});
