import type { Command, Report, Request, StartHunt } from '../../../src/hunter/rules/commands.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import type { Refusal } from '../../../src/hunter/rules/decision.js';
import type { HuntEvent } from '../../../src/hunter/rules/events.js';
import { replay } from '../../../src/hunter/rules/evolve.js';
import { keyOfStep } from '../../../src/hunter/rules/menu-script.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import type {
  Destination,
  HeardKind,
  Line,
  Policy,
  RecordingKind,
  RingTarget,
  Verdict,
} from '../../../src/hunter/terms.js';

export const T0 = Date.UTC(2026, 4, 13, 15, 0, 0);

export const policy: Policy = {
  staggerMs: 2_000,
  maxWaitMs: 90 * 60_000,
  offerMs: 60_000,
  widenMs: 15_000,
  courtesyEveryMs: 5_000,
  ringMs: 20_000,
  callbackChoiceMs: 45_000,
  redialFirstMs: 30_000,
  redialFactor: 2,
  redialMaxMs: 10 * 60_000,
  redialJitter: 0.2,
  maxDials: 8,
};

export const destination: Destination = {
  id: 'practice',
  name: 'Practice line',
  number: '+18005550199',
  menu: [
    { label: 'English', awaits: { silenceMs: 600 }, then: { press: '1' }, guardMs: 60_000 },
    { label: 'Individual accounts', awaits: { silenceMs: 600 }, then: { press: '2' }, guardMs: 300_000 },
  ],
  checked: { sure: 'high', on: '2026-05-01' },
};

export const direct: Destination = { ...destination, id: 'practice-direct', number: '+18005550198', menu: [] };

export function line(index: number): Line {
  return {
    id: `line-${index}`,
    extensionId: `${1000 + index}`,
    extensionNumber: `${200 + index}`,
    name: `Line ${index}`,
    number: `+1202555010${index}`,
    deviceId: `device-${index}`,
  };
}

export const desk: RingTarget = { kind: 'extension', extensionId: '101', extensionNumber: '101', name: 'Dana Reyes' };

export function startCommand(changes: Partial<StartHunt> = {}): StartHunt {
  return {
    type: 'start',
    huntId: 'hunt-1',
    requester: 'U0DANA',
    channel: 'C0CALLS',
    destination,
    lines: [line(1), line(2), line(3)],
    wanted: 1,
    ringTarget: desk,
    note: '',
    policy,
    seed: 42,
    ...changes,
  };
}

export function verdict(heard: HeardKind, changes: Partial<Verdict> = {}): Verdict {
  return { heard, atMs: 1_000, sinceMs: 600, reason: 'as told', ...changes };
}

/** A taught recording that was said to its end. */
export function ended(id: string, { kind = 'menu' as RecordingKind, again = false } = {}): Verdict {
  return verdict('prompt-ended', { recording: { id, kind, seconds: 4 }, ...(again ? { again } : {}) });
}

type Told = Report | Request;

/** A hunt told by hand: commands at times of the test's choosing, and every event they led to. */
export interface Story {
  readonly state: HuntState;
  readonly events: readonly HuntEvent[];
  readonly now: number;
  /** What was answered to the last command, when it was refused. */
  readonly refusal: Refusal | undefined;
  /** Tells one thing now; answers the types of the events that followed, and of a refusal. */
  tell(command: Told): readonly (HuntEvent | Refusal)['type'][];
  /** Lets time pass, and a tick after it. */
  wait(ms: number): readonly (HuntEvent | Refusal)['type'][];
}

export function begin(changes: Partial<StartHunt> = {}): Story {
  const events: HuntEvent[] = [...decide(undefined, { ...startCommand(changes), at: T0 }).events];
  let state = replay(events) as HuntState;
  let now = T0;
  let refusal: Refusal | undefined;
  const apply = (command: Command): readonly (HuntEvent | Refusal)['type'][] => {
    const { events: followed, refusal: refused } = decide(state, command);
    events.push(...followed);
    refusal = refused;
    state = replay(followed, state) ?? state;
    return [...followed, ...(refused === undefined ? [] : [refused])].map(({ type }) => type);
  };
  return {
    get state() {
      return state;
    },
    get events() {
      return events;
    },
    get now() {
      return now;
    },
    get refusal() {
      return refusal;
    },
    tell: (command) => apply({ ...command, at: now }),
    wait(ms) {
      now += ms;
      return apply({ type: 'tick', at: now });
    },
  };
}

export const call = (index: number): string => `call-${index}`;

/** Dials line `index` as call `index`, and gets it answered. */
export function answered(story: Story, index: number, hears = true): string {
  const callId = call(index);
  story.tell({ type: 'begin-call', callId, lineId: `line-${index}` });
  const session = { sessionId: `s-${index}`, partyId: `p-${index}`, way: 'softphone', hears } as const;
  story.tell({ type: 'call-dialled', callId, ...session });
  story.tell({ type: 'call-answered', callId });
  return callId;
}

/** Walks the menu of a call. */
export function pastMenu(story: Story, index: number): string {
  const callId = answered(story, index);
  story.state.destination.menu.forEach((step, number) => {
    story.wait(10);
    story.tell({ type: 'heard', callId, verdict: verdict('prompt-ended') });
    story.tell({ type: 'key-pressed', callId, step: number, key: keyOfStep(step) ?? '0' });
  });
  return callId;
}

export function onHold(story: Story, index: number): string {
  const callId = pastMenu(story, index);
  story.tell({ type: 'heard', callId, verdict: verdict('music') });
  return callId;
}

/** A call on hold where an agent was heard; answers the offer's id. */
export function offered(story: Story, index: number): string {
  const callId = onHold(story, index);
  story.tell({ type: 'heard', callId, verdict: verdict('person', { degree: 'probable' }) });
  return story.state.offers.findLast((offer) => offer.callId === callId)?.id ?? 'no offer';
}

export function claim(story: Story, offerId: string, claimId = 'claim-1', by = 'U0DANA') {
  return story.tell({ type: 'claim', offerId, claimId, by, ringTarget: desk });
}

export function phaseOf(story: Story, callId: string): string | undefined {
  return story.state.calls.find((candidate) => candidate.id === callId)?.phase;
}
