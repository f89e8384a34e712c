import { describe, expect, it } from 'vitest';
import { createHuntsOfCalls } from '../../../src/hunter/run/hunts-of-calls.js';
import { answered, begin, policy } from '../support/fixtures.js';

describe('which hunt a call belongs to', () => {
  it('is known of the calls a hunt had when it was taken up, and of each that begins later', () => {
    const calls = createHuntsOfCalls();
    const story = begin();
    answered(story, 1);
    calls.learn({ state: story.state, events: [] });
    const before = story.events.length;
    story.wait(policy.staggerMs);
    answered(story, 2);
    calls.learn({ state: story.state, events: story.events.slice(before) });
    expect(['call-1', 'call-2', 'call-3'].map(calls.huntOf)).toEqual(['hunt-1', 'hunt-1', undefined]);
  });

  it('is forgotten with the hunt, and with no other', () => {
    const calls = createHuntsOfCalls();
    const [one, other] = [begin(), begin({ huntId: 'hunt-2' })];
    answered(one, 1);
    other.wait(policy.staggerMs);
    answered(other, 2);
    calls.learn({ state: one.state, events: [] });
    calls.learn({ state: other.state, events: [] });
    calls.forget(one.state);
    expect([calls.huntOf('call-1'), calls.huntOf('call-2')]).toEqual([undefined, 'hunt-2']);
  });
});
