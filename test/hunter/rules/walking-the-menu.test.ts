import { describe, expect, it } from 'vitest';
import { loadDestinations } from '../../../src/hunter/destinations/destinations.js';
import { due } from '../../../src/hunter/rules/due.js';
import {
  answered,
  begin,
  call,
  destination,
  direct,
  ended,
  pastMenu,
  phaseOf,
  type Story,
  verdict,
} from '../support/fixtures.js';

const presses = (story: Story) => due(story.state, story.now).filter((item) => item.do === 'press');
const wake = (story: Story) => due(story.state, story.now).find((item) => item.do === 'wake')?.at;

describe('walking the menu', () => {
  it('presses a key 600 ms after the speech of its prompt stopped, counted from when it stopped, not from when the ear reported it', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.wait(5_000);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { atMs: 5_000, sinceMs: 4_600 }) });
    expect(presses(story)).toEqual([]);
    expect(wake(story)).toBe(story.now + 200);
    story.wait(200);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 0, key: '1' }]);
  });

  it('does not press when speech goes on after a pause', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.tell({ type: 'heard', callId, verdict: verdict('menu') });
    story.wait(10_000);
    expect(presses(story)).toEqual([]);
  });

  it('still presses when silence is told after the prompt', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.tell({ type: 'heard', callId, verdict: verdict('silence') });
    story.wait(600);
    expect(presses(story)).toHaveLength(1);
  });

  it('presses the second key only after its own prompt', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.wait(3_000);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.tell({ type: 'key-pressed', callId, step: 0, key: '1' });
    story.wait(100);
    // The same prompt, reported once more: its speech stopped before the key.
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { atMs: 3_100, sinceMs: 2_400 }) });
    story.wait(5_000);
    expect(presses(story)).toEqual([]);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.wait(600);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 1, key: '2' }]);
  });

  it('asks a person when no prompt was heard for 60 s, presses nothing by itself, and presses when asked', () => {
    const story = begin();
    const callId = answered(story, 1);
    expect(story.wait(59_999)).toEqual([]);
    expect(story.wait(1)).toEqual(['prompt-missed']);
    expect(story.wait(60_000)).toEqual([]);
    expect(presses(story)).toEqual([]);
    expect(story.tell({ type: 'press-for-me', callId, by: 'U0SAM' })).toEqual(['press-asked']);
    expect(story.tell({ type: 'press-for-me', callId, by: 'U0DANA' })).toEqual([]);
    expect(presses(story)).toHaveLength(1);
    story.tell({ type: 'key-pressed', callId, step: 0, key: '1' });
    expect(story.events.at(-1)).toMatchObject({ type: 'key-pressed', by: 'U0SAM' });
    expect(presses(story)).toEqual([]);
  });

  it('waits for an agent when hold music plays where a prompt was missed', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.wait(60_000);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('music') })).toEqual([
      'call-heard',
      'menu-done',
      'on-hold',
    ]);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('person') })).toEqual(['call-heard', 'offer-made']);
  });

  it('is through with the menu after the last key, and at once when there is none', () => {
    const story = begin();
    expect(phaseOf(story, pastMenu(story, 1))).toBe('waiting');
    const short = begin({ destination: direct });
    expect(phaseOf(short, answered(short, 1))).toBe('waiting');
  });

  it('takes speech on a ringing call for an answer the phone has not reported yet', () => {
    const story = begin();
    story.tell({ type: 'begin-call', callId: call(1), lineId: 'line-1' });
    const told = story.tell({ type: 'heard', callId: call(1), verdict: verdict('menu') });
    expect(told).toEqual(['call-answered', 'call-heard']);
    expect(story.tell({ type: 'call-answered', callId: call(1) })).toEqual([]);
    expect(phaseOf(story, call(1))).toBe('menu');
  });

  it('asks a person at once on a call that cannot hear its prompts', () => {
    const story = begin();
    answered(story, 1, false);
    expect(story.events.at(-1)).toMatchObject({ type: 'prompt-missed', step: 0 });
    expect(destination.menu).toHaveLength(2);
  });

  it('records what is heard when it changes, not each time it is reported', () => {
    const story = begin();
    const callId = pastMenu(story, 1);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('music') })).toEqual(['call-heard', 'on-hold']);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('music') })).toEqual([]);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('announcement') })).toEqual(['call-heard']);
  });

  it('does not take a pause of 1.5 s in a disclosure for the end of the prompt', () => {
    const menu = loadDestinations().get('pps')?.menu ?? [];
    const story = begin({ destination: { ...destination, menu } });
    const callId = answered(story, 1);
    story.wait(5_000);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.wait(1_200);
    story.tell({ type: 'key-pressed', callId, step: 0, key: '1' });
    for (let said = 0; said < 40; said += 1) {
      story.tell({ type: 'heard', callId, verdict: verdict('menu') });
      story.wait(6_000);
      story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
      story.wait(1_500);
      expect(presses(story)).toEqual([]);
    }
    story.wait(1_000);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 1, key: '2' }]);
    expect(story.events.some(({ type }) => type === 'prompt-missed')).toBe(false);
  });

  it('does not take a known announcement for the prompt', () => {
    const story = begin();
    const callId = answered(story, 1);
    story.tell({ type: 'heard', callId, verdict: ended('r-9', { kind: 'announcement' }) });
    // The ear reports the same end again, from the silence after it.
    story.wait(400);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { atMs: 1_400, sinceMs: 800 }) });
    story.wait(5_000);
    expect(presses(story)).toEqual([]);
    story.tell({ type: 'heard', callId, verdict: verdict('menu', { atMs: 7_000, sinceMs: 6_800 }) });
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { atMs: 9_000, sinceMs: 8_600 }) });
    story.wait(600);
    expect(presses(story)).toHaveLength(1);
  });

  it('offers an agent who answers in place of the menu', () => {
    const story = begin();
    const callId = answered(story, 1);
    const told = story.tell({ type: 'heard', callId, verdict: verdict('person') });
    expect(told).toEqual(['call-heard', 'menu-done', 'offer-made']);
  });
});
