import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVENT_SHAPES, FIRST_SHAPES } from '../../../src/hunter/record/event-shapes.js';
import { readEvent } from '../../../src/hunter/record/read-event.js';
import { readOn, type StoredEvent, toStored } from '../../../src/hunter/record/record.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';

/**
 * Hunts as the first version of the events recorded them, with the states its own code produced: 62 played by the simulation, the others by
 * the tests of the rules, random commands and the model phone. One hunt per line: the events, the first 12 digits of the SHA-256 of the
 * state after each (as JSON with sorted keys), and the last state.
 */
interface History {
  readonly drawnBy: string;
  readonly events: readonly StoredEvent[];
  readonly states: string;
  readonly ends: HuntState;
}

const file = new URL('../../../../test/hunter/record/histories/first-version.jsonl.gz', import.meta.url);
const histories = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split('\n')
  .map((line): History => JSON.parse(line));

/** States share unchanged parts, so each part is sorted only once. */
const known = new WeakMap<object, unknown>();

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  const after = Array.isArray(value) ? value.map(sorted) : Object.fromEntries(sortedFields(value));
  known.set(value, after);
  return after;
}

function sortedFields(value: object): readonly (readonly [string, unknown])[] {
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]);
}

const digest = (state: HuntState | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(state)))
    .digest('hex')
    .slice(0, 12);

describe('hunts that the first version of the events recorded', () => {
  it('are many, and every type of event is in them', () => {
    expect(histories.filter(({ drawnBy }) => drawnBy.startsWith('simulation')).length).toBeGreaterThanOrEqual(60);
    const seen = new Set(histories.flatMap(({ events }) => events.map(({ type }) => type)));
    const types = Object.keys(FIRST_SHAPES).filter((type) => type !== 'call-let-go');
    expect(types.filter((type) => ![...seen].some((each) => each === type))).toEqual([]);
    expect([...seen].filter((type) => !types.includes(type))).toEqual([]);
  });

  it('replay to the same states, after each event', () => {
    for (const { drawnBy, events, states, ends } of histories) {
      let state: HuntState | undefined;
      const replayed = events.map((event) => {
        state = readOn([event], state).state;
        return digest(state);
      });
      const differs = states.split(' ').findIndex((each, index) => each !== replayed[index]);
      expect({ drawnBy, differs }).toEqual({ drawnBy, differs: -1 });
      expect(sorted(state)).toEqual(ends);
    }
  });

  it('are read from the store as they were written', () => {
    for (const { ends, events } of histories) {
      const place = { huntId: ends.huntId, understands: 2 };
      const read = events.map((event, index) => readEvent(JSON.stringify(event), { ...place, index }));
      expect(read).toEqual(events);
    }
  });

  it('become events of every current type, which the store can read', () => {
    const seen = new Set<string>();
    for (const { ends, events } of histories) {
      const today = toStored(readOn(events).events);
      const place = { huntId: ends.huntId, understands: 2 };
      expect(today.map((event, index) => readEvent(JSON.stringify(event), { ...place, index }))).toEqual(today);
      for (const { type } of today) seen.add(type);
    }
    expect(Object.keys(EVENT_SHAPES).filter((type) => !seen.has(type))).toEqual([]);
  });
});
