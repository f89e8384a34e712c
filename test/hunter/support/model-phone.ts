import type { CallbackChoice, Command, Report, Request, StartHunt } from '../../../src/hunter/rules/commands.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import { type Due, due } from '../../../src/hunter/rules/due.js';
import { replay } from '../../../src/hunter/rules/evolve.js';
import { isAlive, isOver } from '../../../src/hunter/rules/query.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import type { HandOverOutcome, HeardKind, RecordingKind } from '../../../src/hunter/terms.js';
import { desk, startCommand, T0, verdict } from './fixtures.js';

/** More steps than any hunt of at most eight dials takes. */
const STEPS = 20_000;

/** Plays a hunt to its end: all that is due is done by a phone that answers as chance has it, in a time that is only counted. */
export function playOut(changes: Partial<StartHunt>, seed: number): HuntState {
  const random = chance(seed);
  const pick = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  let now = T0;
  let calls = 0;
  let claims = 0;
  let state = replay(decide(undefined, { ...startCommand(changes), at: now }).events) as HuntState;
  const tell = (what: Report | Request): void => {
    state = replay(decide(state, { ...what, at: now } as Command).events, state) ?? state;
  };

  const dial = (lineId: string): void => {
    calls += 1;
    const callId = `call-${calls}`;
    tell({ type: 'begin-call', callId, lineId });
    if (random() < 0.2) {
      tell({
        type: 'call-ended',
        callId,
        end: pick('busy', 'refused', 'not-sent', 'line-lost', 'no-answer'),
        reason: '',
      });
      return;
    }
    const session = { sessionId: callId, partyId: callId, way: 'softphone' } as const;
    tell({ type: 'call-dialled', callId, ...session, hears: random() < 0.8 });
    tell({ type: 'call-answered', callId });
  };

  const perform = (item: Due): void => {
    const reason = '';
    if (item.do === 'dial') dial(item.lineId);
    if (item.do === 'press') tell({ type: 'key-pressed', callId: item.callId, step: item.step, key: item.key });
    // Now and then a phrase is never finished, a drop does not succeed, and nothing is ever heard of a hand-over.
    const works = random() < 0.8;
    if (item.do === 'say' && works) tell({ type: 'phrase-said', callId: item.callId, phrase: item.phrase });
    if (item.do === 'drop' && works) tell({ type: 'call-ended', callId: item.callId, end: 'us', reason });
    if (item.do === 'learn') {
      const { kind } = item.lesson;
      const learnt = works && kind !== 'person' ? { recording: { id: item.teachingId, kind, seconds: 3 } } : {};
      tell({ type: 'teaching-done', teachingId: item.teachingId, ...learnt });
    }
    if (item.do === 'relabel') tell({ type: 'relabelled', teachingId: item.teachingId, kind: item.kind, known: works });
    if (item.do === 'enter') {
      tell({ type: 'callback-entry-began', callId: item.callId, entry: item.entry });
      if (works) tell({ type: 'callback-entry-ended', callId: item.callId, entry: item.entry });
    }
    if (item.do === 'press-taught') tell({ type: 'taught-key-pressed', callId: item.callId, index: item.index });
    if (item.do === 'listen-in') {
      tell({ type: 'listen-in-began', callId: item.callId });
      if (works) tell({ type: 'listen-in-ended', callId: item.callId, result: { outcome: 'listening' } });
    }
    if (item.do !== 'hand-over') return;
    const { claimId } = item;
    tell({ type: 'hand-over-began', claimId });
    const results: readonly HandOverOutcome[] = [
      { outcome: 'connected', way: 'bridge' },
      { outcome: 'busy', reason },
      { outcome: 'agent-gone', reason },
    ];
    if (works) tell({ type: 'hand-over-ended', claimId, result: pick(...results) });
  };

  const somethingHappens = (): void => {
    const entering = state.calls.find((each) => isAlive(each) && each.callback?.status === 'entering');
    if (entering !== undefined && random() < 0.7) {
      tell({ type: 'heard', callId: entering.id, verdict: verdict('prompt-ended', { again: random() < 0.1 }) });
      return;
    }
    const call = pick(...state.calls);
    if (call === undefined) return;
    const kind = pick<HeardKind>(
      'menu',
      'prompt-ended',
      'prompt-ended',
      'music',
      'music',
      'announcement',
      'person',
      'silence',
      'busy',
    );
    const what = pick<RecordingKind>(
      'announcement',
      'menu',
      'callback-offer',
      'callback-offer',
      'too-busy',
      'closed',
      'voice-challenge',
    );
    const recording = { id: `r-${what}`, kind: what, seconds: 4 };
    const isKnown = (kind === 'announcement' || kind === 'prompt-ended') && random() < 0.4;
    const heard = verdict(kind, { ...(isKnown ? { recording } : {}), again: random() < 0.1 });
    if (random() < 0.9) tell({ type: 'heard', callId: call.id, verdict: heard });
    else if (random() < 0.3) tell({ type: 'call-ended', callId: call.id, end: 'far-end', reason: '' });
    else if (random() < 0.1) tell({ type: 'hearing-lost', callId: call.id });
    else if (random() < 0.2) tell({ type: 'call-resumed', callId: call.id, sessionId: call.id, partyId: call.id });
    if (random() < 0.002) tell({ type: 'cancel', by: 'U0SAM' });
    const offer = state.offers.findLast((candidate) => candidate.status === 'open');
    const by = pick('U0DANA', 'U0SAM');
    const choosing = state.calls.find(({ callback }) => callback?.status === 'offered');
    if (choosing !== undefined && random() < 0.5) {
      const choice = pick<CallbackChoice>('call-me-back', 'call-me-back', 'keep-holding');
      tell({ type: 'choose-callback', callId: choosing.id, choice, number: '+12025550143', by });
    }
    if (random() < 0.01) tell({ type: 'talking', callId: call.id, by });
    if (state.lesson === true) {
      if (random() < 0.1) tell({ type: 'press-key', callId: call.id, key: '1', by });
      if (random() < 0.05) tell({ type: 'name-sound', callId: call.id, kind: pick('hold', 'menu', 'person'), by });
      if (random() < 0.02) tell({ type: 'end-lesson', by });
    }
    if (offer === undefined || random() < 0.7) return;
    if (random() < 0.2)
      tell({ type: 'not-a-person', offerId: offer.id, by, ...(random() < 0.5 ? { kind: what } : {}) });
    else if (random() < 0.1) tell({ type: 'name-recording', offerId: offer.id, kind: what, by });
    claims += 1;
    tell({
      type: 'claim',
      offerId: offer.id,
      claimId: `claim-${claims}`,
      by,
      ringTarget: desk,
    });
  };

  for (let step = 0; step < STEPS && !isOver(state); step += 1) {
    tell({ type: 'tick' });
    for (const item of due(state, now)) perform(item);
    if (random() < 0.3) somethingHappens();
    const wake = due(state, now).find((item) => item.do === 'wake')?.at ?? now;
    const pause = 1 + Math.floor(random() * 10_000);
    // Mostly exactly when something falls due; but the world does not wait for that when it is far away.
    now = random() < 0.7 && wake > now && wake - now < 60_000 ? wake : now + pause;
  }
  return state;
}

/** Numbers in [0, 1) that are the same for the same seed (a linear congruence is random enough here). */
function chance(seed: number): () => number {
  let value = seed >>> 0;
  return () => {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    return value / 2 ** 32;
  };
}
