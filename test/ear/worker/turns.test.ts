import { describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import type { Shed } from '../../../src/ear/worker/ear-messages.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import { type Hearing, Turns } from '../../../src/ear/worker/turns.js';
import { createAudioRing, RING_SAMPLES, RingWriter } from '../../../src/hunter/base/audio-ring.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import { ringback, silence } from '../../support/call-audio.js';

const SECOND = 8000;

/** Turns on a clock that advances as audio is heard: a fixed number of ms per second of audio. */
class Bench {
  now = 0;
  costMs = 0;
  readonly told: [string, Verdict][] = [];
  readonly failed: string[] = [];
  readonly shed: Shed[] = [];
  readonly turns = new Turns({
    onHeard: (callId, verdict) => this.told.push([callId, verdict]),
    onFailed: (callId, reason) => this.failed.push(`${callId}: ${reason}`),
    onShed: (shed) => this.shed.push(shed),
    now: () => this.now,
  });

  /** A call whose listener records what it is given and returns the verdicts the test wants. */
  call(callId: string, tells: (heardSamples: number) => Verdict[] = () => []) {
    const ring = createAudioRing();
    const noted = { heard: 0, passed: 0, spared: 0 };
    const bench = this;
    const listener: Hearing = {
      sparing: false,
      hear(samples) {
        bench.now += (bench.costMs * samples.length) / SECOND;
        noted.heard += samples.length;
        if (this.sparing) noted.spared += samples.length;
        return tells(noted.heard);
      },
      pass(samples) {
        noted.passed += samples;
      },
    };
    this.turns.open(callId, ring, listener);
    return { noted, line: new RingWriter(ring) };
  }
}

/** Runs turns of a tenth of a second each, in which a worker learns what its turns cost. */
function warm(bench: Bench, lines: readonly { readonly line: RingWriter }[], seconds = 0.1): void {
  for (let turn = 0; turn < WARM_TURNS; turn++) {
    for (const { line } of lines) line.write(silence(seconds));
    bench.turns.turn();
  }
}
const WARM_TURNS = 60;

const verdict = (heard: Verdict['heard']): Verdict => ({ heard, atMs: 0, sinceMs: 0, reason: '' });

describe('a worker’s turns over its calls', () => {
  it('hear everything that has arrived on every call', () => {
    const bench = new Bench();
    const calls = ['a', 'b', 'c'].map((name) => bench.call(name));
    for (const [i, { line }] of calls.entries()) line.write(silence(0.1 * (i + 1)));
    bench.turns.turn();
    bench.turns.turn();
    expect(calls.map(({ noted }) => noted.heard)).toEqual([800, 1600, 2400]);
    expect(bench.shed).toEqual([]);
  });

  it('report and close a call that fails, and hear the others', () => {
    const bench = new Bench();
    const bad = bench.call('bad', () => {
      throw new Error('broken');
    });
    const good = bench.call('good');
    for (const { line } of [bad, good]) line.write(silence(0.1));
    bench.turns.turn();
    expect(bench.failed).toEqual(['bad: Error: broken']);
    expect(bench.turns.size).toBe(1);
    expect(good.noted.heard).toBe(800);
  });

  it('that take too long skip the oldest audio of calls without a person, and say so once, with figures', () => {
    const bench = new Bench();
    bench.costMs = 500;
    const person = bench.call('person', () => [verdict('person')]);
    const others = ['a', 'b', 'c'].map((name) => bench.call(name));
    const all = [person, ...others];
    warm(bench, all);
    expect(bench.shed).toEqual([]);
    const total = (WARM_TURNS * 0.1 + 6) * SECOND;
    for (let turn = 0; turn < 3; turn++) {
      for (const { line } of all) line.write(silence(2));
      bench.turns.turn();
    }
    expect(person.noted).toMatchObject({ heard: total, passed: 0, spared: 0 });
    for (const { noted } of others) expect(noted.heard + noted.passed).toBe(total);
    expect(others.reduce((sum, { noted }) => sum + noted.passed, 0)).toBeGreaterThan(4 * SECOND);
    expect(bench.turns.hasTime).toBe(false);
    expect(bench.shed).toHaveLength(1);
    expect(bench.shed[0]).toMatchObject({ level: 'audio', calls: 4, overrunMs: 0 });
    expect(bench.shed[0]?.passedMs).toBeGreaterThan(1000);
  });

  it('say when they keep up again, after ten seconds without skipping', () => {
    const bench = new Bench();
    bench.costMs = 400;
    const { line } = bench.call('a');
    warm(bench, [{ line }]);
    line.write(silence(1));
    bench.turns.turn();
    for (let second = 0; second < 30; second++) {
      bench.now += 1000;
      line.write(silence(0.064));
      bench.turns.turn();
    }
    expect(bench.shed.map(({ level }) => level)).toEqual(['words', 'words', 'nothing']);
    expect(bench.turns.hasTime).toBe(true);
  });

  it('stop recognizing and learning on calls in music under load, and go on with the others', () => {
    const bench = new Bench();
    bench.costMs = 100;
    const music = bench.call('music', (heard) => (heard === SECOND ? [verdict('music')] : []));
    const talk = bench.call('talk');
    const each = (seconds: number) => {
      for (const { line } of [music, talk]) line.write(silence(seconds));
      bench.turns.turn();
    };
    warm(bench, [music, talk], 1);
    expect([music.noted.spared, talk.noted.spared]).toEqual([0, 0]);
    each(4);
    expect([music.noted.spared, talk.noted.spared]).toEqual([4 * SECOND, 0]);
    each(0.1);
    expect(music.noted.spared).toBe(4 * SECOND);
  });

  it('count audio that was overwritten in a ring as skipped time', () => {
    const bench = new Bench();
    const { noted, line } = bench.call('a');
    line.write(silence(5));
    bench.turns.turn();
    expect(noted).toMatchObject({ heard: RING_SAMPLES, passed: 5 * SECOND - RING_SAMPLES });
  });

  it('keep a real listener’s time right after audio was skipped, and let it hear nobody in the gap', () => {
    const listener = new Listener(new Library());
    listener.hear(silence(1));
    listener.pass(60 * SECOND);
    const told = listener.hear(ringback(1).subarray(0, 2 * SECOND));
    expect(told.map(({ heard }) => heard)).toEqual(['ringback']);
    expect(told[0]?.sinceMs).toBeGreaterThan(60_900);
    expect(told[0]?.sinceMs).toBeLessThan(61_300);
  });
});
