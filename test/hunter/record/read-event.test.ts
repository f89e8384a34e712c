import { describe, expect, it } from 'vitest';
import { readEvent, readEvents } from '../../../src/hunter/record/read-event.js';
import { readOn, toStored } from '../../../src/hunter/record/record.js';
import type { HuntEvent } from '../../../src/hunter/rules/events.js';
import { evolve } from '../../../src/hunter/rules/evolve.js';
import { begin, offered } from '../support/fixtures.js';

const place = { huntId: 'h1', index: 4, understands: 2 };
const read = (event: object) => readEvent(JSON.stringify(event), place);

describe('an event that is read', () => {
  it('is as it was stored, its version with it, and means what it meant', () => {
    const story = begin();
    offered(story, 1);
    story.tell({ type: 'cancel', by: 'U0DANA' });
    const stored = toStored(story.events);
    const again = stored.map((event, index) => readEvent(JSON.stringify(event), { ...place, index }));
    expect(JSON.stringify(again)).toBe(JSON.stringify(stored));
    expect(readOn(again)).toEqual({ state: story.state, events: story.events });
  });

  it('is reported with its hunt and position when it is damaged', () => {
    const named = 'Event 4 of hunt h1 cannot be read: ';
    expect(() => readEvent('{"at":', place)).toThrow(`${named}it is not JSON`);
    expect(() => read({ at: 1, type: 'agent-sang' })).toThrow(`${named}its type “agent-sang” is unknown`);
    expect(() => read({ v: 2, at: 'now', type: 'call-answered', callId: 'c' })).toThrow(`${named}at: Invalid input`);
    expect(() => read({ v: 2, at: 1, type: 'key-pressed', callId: 'c', step: 0, key: '1' })).toThrow(`${named}next: `);
    expect(() => read({ v: 1.5, at: 1, type: 'call-answered', callId: 'c' })).toThrow(named);
    expect(() => readEvents('{}', { huntId: 'h1', length: 4, understands: 2 })).toThrow(named);
  });

  it('of a newer version is not examined, whatever it says', () => {
    const newer = { v: 3, at: 1, type: 'agent-sang' };
    const words = 'Event 4 of hunt h1 is of version 3; this process reads up to 2';
    expect(() => read(newer)).toThrow(words);
    expect(() => readEvents(JSON.stringify([newer]), { huntId: 'h1', length: 5, understands: 2 })).toThrow(words);
  });

  it('of an unknown type is an error in the rules, too', () => {
    const story = begin();
    const unknown = { at: 1, type: 'agent-sang', callId: 'c' };
    expect(() => evolve(story.state, unknown as unknown as HuntEvent)).toThrow('Unknown event');
  });
});
