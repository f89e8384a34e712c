import { describe, expect, it } from 'vitest';
import { whyNoMeasurement } from '../../bench/figures.js';
import { handOverFigures, handOverOf } from '../../bench/hand-over.js';
import type { Happening } from '../../sandbox/story.js';

/** One hand-over by `way` that another person's runs through. */
const story = (way: string): readonly Happening[] => [
  { t_ms: 50, what: 'click', person: 'UDANA', label: 'Stop the hunt' },
  { t_ms: 100, what: 'click', person: 'UDANA', label: 'Take the call' },
  { t_ms: 105, what: 'click', person: 'USAM', label: 'Take the call' },
  { t_ms: 110, what: 'hand-over-request', call: 's-2', way: 'consult' },
  { t_ms: 115, what: 'phone-rings', person: 'USAM', call: 's-2' },
  { t_ms: 120, what: 'hand-over-request', call: 's-1', way: 'consult' },
  { t_ms: 125, what: 'phone-rings', person: 'UDANA', call: 's-1' },
  { t_ms: 900, what: 'phone-picked-up', person: 'USAM', call: 's-2' },
  { t_ms: 1000, what: 'phone-picked-up', person: 'UDANA', call: 's-1' },
  { t_ms: 1050, what: 'hand-over-request', call: 's-1', way },
  { t_ms: 1060, what: 'hand-over-request', call: 's-2', way: 'transfer' },
  { t_ms: 1070, what: 'joined', person: 'USAM', call: 's-2' },
  { t_ms: 1130, what: 'joined', person: 'UDANA', call: 's-1' },
  { t_ms: 1140, what: 'hand-over-request', call: 's-1', way: 'refer' },
];

describe('a hand-over the bench measures', () => {
  it('is the taker’s own: from the claim to the call and the ring, and from the pick-up to the talk', () => {
    expect(handOverOf(story('bridge'), 'UDANA', 90)).toEqual({ way: 'bridge', called: 20, rang: 25, joined: 130 });
    expect(handOverOf(story('bridge'), 'USAM', 90)).toEqual({ way: 'transfer', called: 5, rang: 10, joined: 170 });
  });

  it('is none when nobody was joined', () => {
    const unjoined = story('bridge').filter(({ what }) => what !== 'joined');
    expect(() => handOverOf(unjoined, 'UDANA', 90)).toThrow('a hand-over without “joined”');
  });

  it('counts for the way it was done by, and no other', () => {
    const handOvers = [...Array(9).fill('replaces'), 'bridge'].map((way, index) => ({
      way,
      called: 10,
      rang: 12,
      joined: way === 'bridge' ? 5_000 : 100 + index,
    }));
    const figures = handOverFigures('replaces', handOvers, 0);
    expect(figures.find(({ name }) => name === 'replaces: pick-up → joined, p95')).toMatchObject({ value: 108, of: 9 });
    expect(figures.find(({ name }) => name.endsWith('by another way'))).toMatchObject({ value: 1, of: 10 });
    expect(whyNoMeasurement(figures)).toEqual([]);
  });

  it('is no measurement when all went by another way, or every hunt reached nobody', () => {
    const other = { way: 'bridge', called: 10, rang: 12, joined: 100 };
    expect(whyNoMeasurement(handOverFigures('replaces', [other, other], 0)).join(' ')).toMatch(
      /Not measured: .*pick-up → joined.*by another way: 2 of 2/,
    );
    expect(whyNoMeasurement(handOverFigures('replaces', [], 6)).join(' ')).toMatch(/reached nobody: 6 of 6/);
  });
});
