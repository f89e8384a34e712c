import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/hunter/office/audit.js';
import { auditOf, auditOfRefusal } from '../../../src/hunter/office/audit-of-hunt.js';
import type { Refusal } from '../../../src/hunter/rules/decision.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import type { HuntChange } from '../../../src/hunter/run/hunts.js';
import { begin, desk, line, verdict } from '../support/fixtures.js';
import { asked, callOn, claimOffer, createService, createWorld, hear, startHunt } from '../support/running.js';

const told = ({ act, by, outcome, about, why }: AuditEntry) =>
  [by, act, outcome, about, why].filter((word) => word !== undefined).join(' | ');

describe('what the audit records of hunts', () => {
  it('is each act once, although two processes see every event', async () => {
    const world = createWorld();
    const entries: AuditEntry[] = [];
    const onAppended = ({ state, events }: HuntChange) => {
      for (const event of events) entries.push(...[auditOf(event, state)].filter((entry) => entry !== undefined));
    };
    const onRefused = (refusal: Refusal, state: HuntState) => {
      entries.push(...[auditOfRefusal(refusal, state)].filter((entry) => entry !== undefined));
    };
    const one = createService(world, 'a', { onAppended, onRefused });
    const other = createService(world, 'b', { onAppended, onRefused });
    const huntId = await startHunt(one, { lines: [line(1), line(2)] });
    await world.clock.settle();
    await hear(world, callOn(world.phone, 'line-1'), 'music', 'person');
    // The other process runs nothing in this hunt; it appends, and the owner is notified.
    await claimOffer(other, huntId, 'k1', 'U0SAM');
    await claimOffer(one, huntId, 'k2', 'U0DANA');
    await world.clock.settle();
    expect(asked(world.phone, 'hand-over')).toHaveLength(1);
    world.phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await world.clock.settle();
    await claimOffer(other, huntId, 'k3', 'U0ALEX');
    await world.clock.settle();
    expect(entries.map(told)).toEqual([
      'U0DANA | start-hunt | done | Practice line, lines 201, 202',
      'U0SAM | claim | done | line 201',
      'U0DANA | claim | refused | line 201 | too late: taken by U0SAM',
      'U0SAM | transfer | done | line 201, by bridge',
      expect.stringContaining('| hunt-ended | done | connected, 1 reached'),
      'U0ALEX | claim | refused | line 201 | too late: taken by U0SAM',
    ]);
    expect(entries.every(({ hunt }) => hunt === huntId)).toBe(true);
    await Promise.all([one.stop(), other.stop()]);
  });

  it('is who dropped, pressed, chose and taught, and never a number', () => {
    const story = begin();
    const call = 'c1';
    story.tell({ type: 'begin-call', callId: call, lineId: 'line-1' });
    story.tell({ type: 'call-dialled', callId: call, sessionId: 's', partyId: 'p', way: 'softphone', hears: true });
    story.tell({ type: 'call-answered', callId: call });
    story.wait(60_001);
    story.tell({ type: 'press-for-me', callId: call, by: 'U0SAM' });
    story.tell({
      type: 'heard',
      callId: call,
      verdict: verdict('prompt-ended', { recording: { id: 'r', kind: 'callback-offer', seconds: 3 } }),
    });
    story.tell({ type: 'choose-callback', callId: call, choice: 'call-me-back', number: '+12025550123', by: 'U0DANA' });
    story.tell({ type: 'choose-callback', callId: call, choice: 'keep-holding', by: 'U0SAM' });
    const refused = story.refusal && auditOfRefusal(story.refusal, story.state);
    story.tell({ type: 'drop-line', lineId: 'line-2', by: 'U0DANA' });
    story.tell({ type: 'cancel', by: 'U0DANA' });
    const entries = story.events.map((event) => auditOf(event, story.state)).filter((entry) => entry !== undefined);
    expect(entries.map(told)).toEqual([
      'U0DANA | start-hunt | done | Practice line, lines 201, 202, 203',
      'U0SAM | press-key | done | the key of the step, line 201',
      'U0DANA | choose-callback | done | call-me-back, line 201',
      'U0DANA | drop-line | done | line 202',
      'U0DANA | stop-hunt | done | Practice line',
    ]);
    expect(refused && told(refused)).toBe('U0SAM | choose-callback | refused | line 201 | taken');
    expect(JSON.stringify(entries.map(({ at: _, ...rest }) => rest))).not.toMatch(/\d{7}|555/);
  });

  it('includes failed hand-overs and lessons', () => {
    const story = begin();
    story.tell({ type: 'begin-call', callId: 'c1', lineId: 'line-1' });
    story.tell({ type: 'call-dialled', callId: 'c1', sessionId: 's', partyId: 'p', way: 'softphone', hears: true });
    story.tell({ type: 'call-answered', callId: 'c1' });
    story.tell({ type: 'vouch', callId: 'c1', by: 'U0SAM' });
    const offerId = story.state.offers[0]?.id ?? '';
    story.tell({ type: 'claim', offerId, claimId: 'k1', by: 'U0SAM', ringTarget: desk });
    story.tell({ type: 'hand-over-began', claimId: 'k1' });
    story.tell({ type: 'hand-over-ended', claimId: 'k1', result: { outcome: 'busy', reason: 'The phone is busy.' } });
    const words = story.events
      .map((event) => auditOf(event, story.state))
      .flatMap((entry) => (entry ? [told(entry)] : []));
    expect(words.at(-1)).toBe('U0SAM | transfer | failed | line 201 | busy: The phone is busy.');
    const lesson = begin({ lesson: true, lines: [line(1)] });
    lesson.tell({ type: 'end-lesson', by: 'U0DANA' });
    const taught = lesson.events
      .map((event) => auditOf(event, lesson.state))
      .flatMap((entry) => (entry ? [told(entry)] : []));
    expect(taught.slice(0, 2)).toEqual([
      'U0DANA | teach | done | Practice line, lines 201',
      'U0DANA | teach | done | the lesson is over, Practice line',
    ]);
  });
});
