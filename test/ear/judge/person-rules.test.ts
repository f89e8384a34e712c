import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, weighPerson } from '../../../src/ear/judge/person-rules.js';
import { hopsOf } from '../../../src/ear/signal/units.js';

const evidence = (changed: Partial<Evidence>): Evidence => ({
  speechHops: hopsOf(1200),
  waitedHops: 0,
  speaking: true,
  warm: true,
  rang: false,
  musicHeard: true,
  likeRecorded: undefined,
  clarity: 0.95,
  follows: false,
  early: undefined,
  knownMs: 212_000,
  ...changed,
});

const any = fc.record<Evidence>({
  speechHops: fc.nat(2000),
  waitedHops: fc.nat(500),
  speaking: fc.boolean(),
  warm: fc.boolean(),
  rang: fc.boolean(),
  musicHeard: fc.boolean(),
  likeRecorded: fc.option(fc.double({ min: -3, max: 3, noNaN: true }), { nil: undefined }),
  clarity: fc.double({ min: 0, max: 1, noNaN: true }),
  follows: fc.boolean(),
  early: fc.option(fc.constant('sooner than a recording'), { nil: undefined }),
  knownMs: fc.nat(3_600_000),
});

describe('the decision', () => {
  it('1.2 s of unknown speech at a known destination is probably a person, and the reason says what it rests on', () => {
    const found = weighPerson(evidence({ likeRecorded: -0.6 }));
    expect(found?.degree).toBe('probable');
    expect(found?.why).toBe('1.2 s of speech, no match in 212.0 s of known recordings, not the recorded voice');
  });

  it('new words in the recorded voice are waited out', () => {
    expect(weighPerson(evidence({ likeRecorded: 0.8, speechHops: hopsOf(8000) }))).toBeUndefined();
    expect(weighPerson(evidence({ likeRecorded: 0.8, waitedHops: hopsOf(1200), speaking: false }))).toBeUndefined();
  });

  it('at a known destination, a voice that waits for an answer is confirmed', () => {
    expect(weighPerson(evidence({ waitedHops: hopsOf(1200), speaking: false }))?.degree).toBe('confirmed');
  });

  it('where nothing is known, only the pause or an unrecorded voice shows a person', () => {
    const cold = { warm: false, knownMs: 0, speechHops: hopsOf(5000) };
    expect(weighPerson(evidence(cold))).toBeUndefined();
    expect(weighPerson(evidence({ ...cold, waitedHops: hopsOf(1200), speaking: false }))?.degree).toBe('probable');
    expect(weighPerson(evidence({ ...cold, likeRecorded: -0.6 }))?.degree).toBe('probable');
  });

  it('at a destination without known recordings, nobody is certain', () => {
    fc.assert(fc.property(any, (e) => weighPerson({ ...e, warm: false, rang: false })?.degree !== 'confirmed'));
  });

  it('the recorded voice is never confirmed, and a third of a second of speech is not a person', () => {
    fc.assert(fc.property(any, (e) => weighPerson({ ...e, likeRecorded: 0.9 })?.degree !== 'confirmed'));
    fc.assert(fc.property(any, (e) => weighPerson({ ...e, speechHops: hopsOf(300) }) === undefined));
  });

  it('a longer wait for an answer never makes a person less likely', () => {
    const rank = (e: Evidence) => ['probable', 'confirmed'].indexOf(weighPerson(e)?.degree ?? 'none');
    fc.assert(
      fc.property(any, fc.nat(300), (e, more) => {
        expect(rank({ ...e, waitedHops: e.waitedHops + more })).toBeGreaterThanOrEqual(rank(e));
      }),
    );
  });
});
