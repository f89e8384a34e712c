import { describe, expect, it } from 'vitest';
import { scriptTaught } from '../../../src/hunter/destinations/taught-script.js';
import { due } from '../../../src/hunter/rules/due.js';
import type { Key, Recording } from '../../../src/hunter/terms.js';
import { answered, begin, call, desk, line, phaseOf, type Story, verdict } from '../support/fixtures.js';

const doing = (story: Story, what: string) => due(story.state, story.now).filter((item) => item.do === what);
const callId = call(1);
const by = 'U0DANA';

function lesson(): Story {
  const story = begin({ lines: [line(1)], lesson: true });
  answered(story, 1);
  story.tell({ type: 'heard', callId, verdict: verdict('menu') });
  return story;
}

/** The teacher asks for a key; the ear learns what was said before it, then it is pressed. */
function press(story: Story, key: Key, recording?: Recording): void {
  story.tell({ type: 'press-key', callId, key, by });
  for (const item of doing(story, 'learn')) {
    if (item.do !== 'learn') continue;
    story.tell({ type: 'teaching-done', teachingId: item.teachingId, ...(recording ? { recording } : {}) });
  }
  for (const item of doing(story, 'press-taught')) {
    if (item.do === 'press-taught') story.tell({ type: 'taught-key-pressed', callId, index: item.index });
  }
}

const welcome: Recording = { id: 'r-1', kind: 'menu', seconds: 6.2, title: 'For English press one' };

describe('a lesson', () => {
  it('leaves the menu script aside: no key of its own, no guard, and nobody in the menu is an agent', () => {
    const story = lesson();
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    expect(story.wait(10 * 60_000)).toEqual([]);
    expect(doing(story, 'press')).toEqual([]);
    expect(story.tell({ type: 'heard', callId, verdict: verdict('person') })).toEqual(['call-heard']);
    expect(phaseOf(story, callId)).toBe('menu');
  });

  it('rings the teacher once, and again only when they ask', () => {
    const story = lesson();
    expect(doing(story, 'listen-in')).toEqual([{ do: 'listen-in', callId, ringTarget: desk }]);
    expect(story.tell({ type: 'listen-in-began', callId })).toEqual(['listen-in-began']);
    expect(story.tell({ type: 'listen-in-began', callId })).toEqual([]);
    expect(doing(story, 'listen-in')).toEqual([]);
    const result = { outcome: 'unanswered', reason: 'Nobody picked up.' } as const;
    expect(story.tell({ type: 'listen-in-ended', callId, result })).toEqual(['listen-in-ended']);
    expect(doing(story, 'listen-in')).toEqual([]);
    expect(story.tell({ type: 'listen-again', callId, by })).toEqual(['listen-again-asked']);
    expect(doing(story, 'listen-in')).toHaveLength(1);
    story.tell({ type: 'listen-in-began', callId });
    story.tell({ type: 'listen-in-ended', callId, result: { outcome: 'listening' } });
    expect(story.tell({ type: 'listener-left', callId })).toEqual(['listener-left']);
    expect(doing(story, 'listen-in')).toEqual([]);
  });

  it('learns what was said before a key first, and presses the key then', () => {
    const story = lesson();
    expect(story.tell({ type: 'press-key', callId, key: '1', by })).toEqual(['key-asked', 'teaching-begun']);
    expect(doing(story, 'learn')).toMatchObject([{ lesson: { kind: 'menu', since: 'last-key' } }]);
    expect(doing(story, 'press-taught')).toEqual([]);
    story.tell({ type: 'teaching-done', teachingId: `${callId}-key-0`, recording: welcome });
    expect(doing(story, 'press-taught')).toEqual([{ do: 'press-taught', callId, index: 0, key: '1' }]);
    expect(story.tell({ type: 'taught-key-pressed', callId, index: 0 })).toEqual(['key-taught']);
    expect(story.events.at(-1)).toMatchObject({ key: '1', recording: welcome });
  });

  it('learns for a key asked for in haste only after the one before it was pressed', () => {
    const story = lesson();
    story.tell({ type: 'press-key', callId, key: '1', by });
    story.tell({ type: 'listener-key', callId, key: '2' });
    expect(doing(story, 'learn')).toHaveLength(1);
    story.tell({ type: 'teaching-done', teachingId: `${callId}-key-0`, recording: welcome });
    expect(doing(story, 'learn')).toEqual([]);
    story.tell({ type: 'taught-key-pressed', callId, index: 0 });
    expect(doing(story, 'learn')).toMatchObject([{ teachingId: `${callId}-key-1` }]);
  });

  it('learns a sound under the name the teacher gives it, each from where the last one ended', () => {
    const story = lesson();
    story.wait(20_000);
    story.tell({ type: 'name-sound', callId, kind: 'announcement', by });
    story.wait(5_000);
    story.tell({ type: 'name-sound', callId, kind: 'callback-offer', by });
    const since = doing(story, 'learn').map((item) => item.do === 'learn' && item.lesson.since);
    expect(since).toEqual(['last-key', 21_000]);
    press(story, '1', welcome);
    story.tell({ type: 'name-sound', callId, kind: 'menu', by });
    expect(doing(story, 'learn')).toMatchObject([{ lesson: { since: 'last-key' } }]);
  });

  it('is through the menu when the teacher says hold, and from then on an agent is offered', () => {
    const story = lesson();
    story.tell({ type: 'heard', callId, verdict: verdict('music') });
    const told = story.tell({ type: 'name-sound', callId, kind: 'hold', by });
    expect(told).toEqual(['sound-named', 'menu-done', 'on-hold']);
    expect(story.state.calls[0]?.stage).toBe('hold');
    expect(story.tell({ type: 'heard', callId, verdict: verdict('person') })).toEqual(['call-heard', 'offer-made']);
  });

  it('makes an offer when the teacher says it is a person', () => {
    const story = lesson();
    const told = story.tell({ type: 'name-sound', callId, kind: 'person', by });
    expect(told).toEqual(['sound-named', 'teaching-begun', 'menu-done', 'offer-made']);
  });

  it('teaches a script: each key after its recording, or after a silence where nothing was learnt', () => {
    const story = lesson();
    story.wait(12_000);
    press(story, '1', welcome);
    story.wait(100_000);
    press(story, '2');
    story.tell({ type: 'name-sound', callId, kind: 'hold', by });
    press(story, '9');
    expect(scriptTaught(story.state)).toEqual([
      { label: 'For English press one', awaits: { recording: 'r-1' }, then: { press: '1' }, guardMs: 60_000 },
      { label: 'Key 2', awaits: { silenceMs: 2_500 }, then: { press: '2' }, guardMs: 300_000 },
    ]);
  });

  it('is over when the teacher says so, or with its call, which is not dialed again', () => {
    const story = lesson();
    expect(story.tell({ type: 'end-lesson', by })).toEqual(['lesson-ended', 'hunt-closing', 'call-let-go']);
    expect(doing(story, 'drop')).toEqual([{ do: 'drop', callId }]);
    story.tell({ type: 'call-ended', callId, end: 'us', reason: '' });
    expect(story.events.at(-1)).toMatchObject({ type: 'hunt-ended', outcome: 'taught' });
    const hungUp = lesson();
    const told = hungUp.tell({ type: 'call-ended', callId, end: 'far-end', reason: '' });
    expect(told).toEqual(['call-ended', 'hunt-closing', 'hunt-ended']);
    expect(hungUp.state.outcome).toBe('taught');
  });

  it('waits for nothing that can no longer be learned', () => {
    const story = lesson();
    story.tell({ type: 'press-key', callId, key: '1', by });
    story.tell({ type: 'press-key', callId, key: '2', by });
    story.tell({ type: 'end-lesson', by });
    story.tell({ type: 'teaching-done', teachingId: `${callId}-key-0` });
    expect(story.tell({ type: 'call-ended', callId, end: 'us', reason: '' })).toContain('hunt-ended');
  });

  it('is the only hunt that understands its commands', () => {
    const story = begin();
    answered(story, 1);
    expect(story.tell({ type: 'press-key', callId, key: '1', by })).toEqual([]);
    expect(story.tell({ type: 'name-sound', callId, kind: 'hold', by })).toEqual([]);
    expect(story.tell({ type: 'listen-in-began', callId })).toEqual([]);
    expect(story.tell({ type: 'end-lesson', by })).toEqual([]);
    expect(doing(story, 'listen-in')).toEqual([]);
  });
});
