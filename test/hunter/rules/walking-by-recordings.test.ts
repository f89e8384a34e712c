import { describe, expect, it } from 'vitest';
import { due } from '../../../src/hunter/rules/due.js';
import type { Destination, RecordingKind, Verdict } from '../../../src/hunter/terms.js';
import {
  answered,
  begin,
  call,
  claim,
  destination,
  ended,
  line,
  offered,
  onHold,
  pastMenu,
  phaseOf,
  policy,
  type Story,
  verdict,
} from '../support/fixtures.js';

const presses = (story: Story) => due(story.state, story.now).filter((item) => item.do === 'press');

const taught: Destination = {
  ...destination,
  menu: [
    { label: 'Language', awaits: { recording: 'r-1' }, then: { press: '1' }, guardMs: 60_000 },
    { label: 'Topic', awaits: { recording: 'r-2' }, then: { press: '2' }, guardMs: 300_000 },
  ],
};

/** Hears, and presses what is due. */
function hears(story: Story, callId: string, what: Verdict): readonly string[] {
  story.wait(3_000);
  const followed = story.tell({ type: 'heard', callId, verdict: what });
  for (const item of due(story.state, story.now)) {
    if (item.do === 'press') story.tell({ type: 'key-pressed', callId, step: item.step, key: item.key });
  }
  return followed;
}

const keys = (story: Story) => story.events.flatMap((event) => (event.type === 'key-pressed' ? [event.key] : []));

describe('walking a menu by its recordings', () => {
  it('presses at the end of each recording, whatever else is said between', () => {
    const story = begin({ destination: taught });
    const callId = answered(story, 1);
    hears(story, callId, verdict('prompt-ended'));
    hears(story, callId, ended('r-1'));
    hears(story, callId, ended('r-7', { kind: 'announcement' }));
    hears(story, callId, verdict('prompt-ended', { again: true }));
    expect(keys(story)).toEqual(['1']);
    hears(story, callId, ended('r-2'));
    expect(keys(story)).toEqual(['1', '2']);
    expect(phaseOf(story, callId)).toBe('waiting');
  });

  it('goes to a later step whose recording comes first, and back to the one it has left out', () => {
    const story = begin({ destination: taught });
    const callId = answered(story, 1);
    expect(hears(story, callId, ended('r-2'))).toEqual(['call-heard', 'menu-reordered']);
    expect(keys(story)).toEqual(['2']);
    expect(phaseOf(story, callId)).toBe('waiting');
    expect(hears(story, callId, ended('r-1'))).toEqual(['call-heard', 'menu-reordered']);
    expect(keys(story)).toEqual(['2', '1']);
    expect(phaseOf(story, callId)).toBe('waiting');
  });

  it('presses again a key that was not accepted, at most twice, and then asks a person which', () => {
    const story = begin({ destination: taught });
    const callId = answered(story, 1);
    hears(story, callId, ended('r-1'));
    expect(hears(story, callId, ended('r-1', { again: true }))).toEqual(['call-heard', 'key-not-accepted']);
    expect(hears(story, callId, ended('r-1', { again: true }))).toEqual(['call-heard', 'key-not-accepted']);
    expect(hears(story, callId, ended('r-1', { again: true }))).toEqual(['call-heard', 'key-wanted']);
    expect(keys(story)).toEqual(['1', '1', '1']);
    expect(hears(story, callId, ended('r-1', { again: true }))).toEqual(['call-heard']);
    expect(story.tell({ type: 'press-for-me', callId, key: '9', by: 'U0SAM' })).toEqual(['press-asked']);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 0, key: '9' }]);
    story.tell({ type: 'key-pressed', callId, step: 0, key: '9' });
    hears(story, callId, ended('r-2'));
    expect(keys(story)).toEqual(['1', '1', '1', '9', '2']);
    expect(phaseOf(story, callId)).toBe('waiting');
  });

  it('goes back into the menu when the last key was not accepted', () => {
    const story = begin({ destination: taught });
    const callId = answered(story, 1);
    hears(story, callId, ended('r-1'));
    hears(story, callId, ended('r-2'));
    hears(story, callId, ended('r-2', { again: true }));
    expect(keys(story)).toEqual(['1', '2', '2']);
    expect(phaseOf(story, callId)).toBe('waiting');
  });

  it('does as its steps say: waits for a tone, waits, and knows where a recording leads', () => {
    const menu: Destination['menu'] = [
      { label: 'Beep', awaits: { tone: true }, then: { press: '5' }, guardMs: 60_000 },
      { label: 'Disclosure', awaits: { recording: 'r-3' }, then: { waitMs: 4_000 }, guardMs: 60_000 },
      { label: 'Hold', awaits: { silenceMs: 1_000 }, then: { outcome: 'on-hold' }, guardMs: 60_000 },
    ];
    const story = begin({ destination: { ...destination, menu } });
    const callId = answered(story, 1);
    hears(story, callId, verdict('tone'));
    expect(keys(story)).toEqual(['5']);
    hears(story, callId, ended('r-3', { kind: 'announcement' }));
    expect(story.wait(3_999)).toEqual([]);
    expect(story.wait(1)).toEqual(['step-done']);
    hears(story, callId, verdict('prompt-ended', { atMs: 20_000, sinceMs: 20_000 }));
    expect(story.wait(1_000)).toEqual(['step-done', 'menu-done', 'on-hold']);
    expect(phaseOf(story, callId)).toBe('on-hold');
  });
});

describe('a wrong key in a menu nobody has taught', () => {
  function withFirstKey(): { readonly story: Story; readonly callId: string } {
    const story = begin();
    const callId = answered(story, 1);
    hears(story, callId, verdict('prompt-ended'));
    story.wait(600);
    story.tell({ type: 'key-pressed', callId, step: 0, key: '1' });
    return { story, callId };
  }

  it('is noticed by the same words as the first thing after it, pressed once more, and then a person is asked', () => {
    const { story, callId } = withFirstKey();
    const again = verdict('prompt-ended', { again: true });
    expect(hears(story, callId, again)).toEqual(['call-heard', 'key-not-accepted']);
    story.wait(600);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 0, key: '1' }]);
    story.tell({ type: 'key-pressed', callId, step: 0, key: '1' });
    expect(hears(story, callId, again)).toEqual(['call-heard', 'key-wanted']);
    story.wait(60_000);
    expect(presses(story)).toEqual([]);
    story.tell({ type: 'press-for-me', callId, by: 'U0SAM' });
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 0, key: '1' }]);
  });

  it('is noticed behind a short “not a valid choice” as well, which is no step ahead', () => {
    const { story, callId } = withFirstKey();
    story.wait(2_000);
    story.tell({ type: 'heard', callId, verdict: verdict('menu', { sinceMs: 11_600, atMs: 11_800 }) });
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { sinceMs: 13_300, atMs: 13_700 }) });
    story.tell({ type: 'heard', callId, verdict: verdict('menu', { sinceMs: 13_800, atMs: 14_000 }) });
    expect(hears(story, callId, verdict('prompt-ended', { again: true }))).toEqual(['call-heard', 'key-not-accepted']);
  });

  it('is not what it was when the next prompt is merely said twice', () => {
    const { story, callId } = withFirstKey();
    story.wait(3_000);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.tell({ type: 'heard', callId, verdict: verdict('menu') });
    story.wait(3_000);
    const told = story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended', { again: true }) });
    expect(told).toEqual(['call-heard']);
    story.wait(600);
    expect(presses(story)).toEqual([{ do: 'press', callId, step: 1, key: '2' }]);
  });

  it('is looked for soon after the last key, and not in the loop of the hold', () => {
    const again = verdict('prompt-ended', { again: true });
    const soon = begin();
    expect(hears(soon, pastMenu(soon, 1), again)).toEqual(['call-heard', 'key-not-accepted']);
    const later = begin();
    const callId = pastMenu(later, 1);
    later.wait(60_000);
    expect(hears(later, callId, again)).toEqual(['call-heard']);
  });
});

describe('a recording that is known', () => {
  const heardAs = (kind: RecordingKind) =>
    verdict('announcement', { recording: { id: `r-${kind}`, kind, seconds: 8 } });

  it('says that the line is too busy: the call is let go at once, and dialed again with a growing pause', () => {
    for (const callOn of [answered, pastMenu, onHold]) {
      const story = begin({ lines: [line(1)] });
      const callId = callOn(story, 1);
      const told = story.tell({ type: 'heard', callId, verdict: heardAs('too-busy') });
      expect(told).toEqual(['call-heard', 'too-busy', 'call-let-go']);
      expect(due(story.state, story.now)).toContainEqual({ do: 'drop', callId });
      const then = story.tell({ type: 'call-ended', callId, end: 'us', reason: '' });
      expect(then).toEqual(['call-ended', 'redial-planned']);
      expect(story.state.lineStates[0]?.dialAt ?? 0).toBeGreaterThanOrEqual(story.now + policy.redialFirstMs * 0.8);
    }
  });

  it('says that the line is closed: the line is out, and with no other left the hunt is over', () => {
    const story = begin({ lines: [line(1)] });
    const callId = pastMenu(story, 1);
    const told = story.tell({ type: 'heard', callId, verdict: heardAs('closed') });
    expect(told).toEqual(['call-heard', 'destination-closed', 'call-let-go', 'line-given-up']);
    story.tell({ type: 'call-ended', callId, end: 'us', reason: '' });
    expect(story.events.at(-1)).toMatchObject({ type: 'hunt-ended', outcome: 'closed' });
  });

  it('withdraws an offer nobody has claimed, and never the one somebody has', () => {
    const open = begin();
    offered(open, 1);
    const withdrawn = open.tell({ type: 'heard', callId: call(1), verdict: heardAs('too-busy') });
    expect(withdrawn).toEqual(['call-heard', 'offer-ended', 'too-busy', 'call-let-go']);
    const claimed = begin();
    claim(claimed, offered(claimed, 1));
    expect(claimed.tell({ type: 'heard', callId: call(1), verdict: heardAs('too-busy') })).toEqual(['call-heard']);
  });
});
