import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/hunter/commands.js';
import { decide } from '../../src/hunter/decide.js';
import { due } from '../../src/hunter/due.js';
import type { HuntEvent } from '../../src/hunter/events.js';
import { evolve, replay } from '../../src/hunter/evolve.js';
import { decisionMoments, SILENCE_LIMIT_MS } from '../../src/hunter/moments.js';
import { isAlive, isInFlight, isOver } from '../../src/hunter/query.js';
import type { HuntState } from '../../src/hunter/state.js';
import type { HandOverOutcome, HeardKind, Phrase } from '../../src/hunter/words.js';
import { desk, destination, direct, line, policy, startCommand, T0, verdict } from './fixtures.js';
import { playOut } from './model-phone.js';

/** Random interleavings of everything that can be asked or reported, sense and nonsense, from few enough ids to collide. */
const callId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const lineId = fc.constantFrom('line-1', 'line-2', 'line-9');
const claimId = fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5');
const by = fc.constantFrom('U0DANA', 'U0SAM');
const offerId = fc.tuple(callId, fc.constantFrom(1, 2)).map(([id, number]) => `${id}-${number}`);
const heardKinds = 'ringback busy tone menu prompt-ended music announcement silence person'.split(' ') as HeardKind[];
const heard = fc.constantFrom(...heardKinds, 'person' as const, 'music' as const).map((kind) => verdict(kind));
const end = fc.constantFrom('far-end', 'busy', 'no-answer', 'refused', 'line-lost', 'us');
const phrase = fc.constantFrom<Phrase>('courtesy', 'still-joining', 'goodbye');
const session = { sessionId: 's', partyId: 'p', way: 'softphone' } as const;
const result = fc.constantFrom<HandOverOutcome>(
  { outcome: 'connected', way: 'bridge' },
  { outcome: 'busy', reason: '' },
  { outcome: 'unanswered', reason: '' },
  { outcome: 'agent-gone', reason: '' },
);
const report = (type: string, fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ type: fc.constant(type), ...fields });
const told = fc.oneof(
  { weight: 4, arbitrary: report('begin-call', { callId, lineId }) },
  {
    weight: 3,
    arbitrary: report('call-dialled', { callId, hears: fc.boolean() }).map((it) => ({ ...it, ...session })),
  },
  { weight: 3, arbitrary: report('call-answered', { callId }) },
  { weight: 1, arbitrary: report('call-ended', { callId, end, reason: fc.constant('') }) },
  { weight: 9, arbitrary: report('heard', { callId, verdict: heard }) },
  { weight: 1, arbitrary: report('key-pressed', { callId, step: fc.constantFrom(0, 1), key: fc.constant('1') }) },
  { weight: 2, arbitrary: report('phrase-said', { callId, phrase }) },
  { weight: 3, arbitrary: report('hand-over-began', { claimId }) },
  { weight: 3, arbitrary: report('hand-over-ended', { claimId, result }) },
  { weight: 1, arbitrary: report('hearing-lost', { callId }) },
  { weight: 1, arbitrary: report('line-waits', { lineId, reason: fc.constantFrom('closed', 'in-use') }) },
  { weight: 6, arbitrary: report('claim', { offerId, claimId, by, ringTarget: fc.constant(desk) }) },
  { weight: 1, arbitrary: report('vouch', { callId, by }) },
  { weight: 1, arbitrary: report('press-for-me', { callId, by }) },
  { weight: 1, arbitrary: report('drop-line', { lineId, by }) },
  { weight: 1, arbitrary: fc.oneof({ weight: 3, arbitrary: report('tick', {}) }, report('cancel', { by })) },
  { weight: 2, arbitrary: report('tick', {}) },
);
const passing = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 1, 500, 2_000) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  { weight: 1, arbitrary: fc.constant(10 * 60_000) },
);
const course = fc.array(fc.tuple(told, passing, fc.nat({ max: 99 })), { maxLength: 150, size: 'max' });
type Step = readonly [Record<string, unknown>, number, number];

/** Mostly what is told makes sense: ids the hunt knows, the step a call is at. The rest is left as nonsense. */
function makeSense(state: HuntState, what: Record<string, unknown>, luck: number): Record<string, unknown> {
  if (luck >= 85) return what;
  const one = <T>(things: readonly T[]): T | undefined => things[luck % Math.max(1, things.length)];
  if (what.type === 'begin-call') {
    const first = state.lineStates.find((each) => each.dialAt !== undefined);
    return { ...what, callId: `call-${state.calls.length}`, lineId: first?.lineId ?? what.lineId };
  }
  const living = state.calls.filter(isAlive);
  const call = one(living.length > 0 ? living : state.calls);
  const offer = one(state.offers);
  const inFlight = one(state.offers.flatMap((each) => each.claims).filter(isInFlight));
  const reports = what.type === 'hand-over-began' || what.type === 'hand-over-ended';
  return {
    ...what,
    ...('callId' in what && call !== undefined ? { callId: call.id } : {}),
    ...('step' in what && call !== undefined ? { step: call.menuStep } : {}),
    ...('offerId' in what && offer !== undefined ? { offerId: offer.id } : {}),
    ...(reports && inFlight !== undefined ? { claimId: inFlight.id } : {}),
    // A click is a new claim, unless Slack delivers it twice.
    ...(what.type === 'claim' && luck > 9 ? { claimId: `claim-${state.version}` } : {}),
  };
}

const request = fc.record({
  wanted: fc.constantFrom(1, 1, 2),
  lines: fc.constantFrom([line(1)], [line(1), line(2)]),
  destination: fc.constantFrom(destination, direct, direct),
});

/** Tells a course, and looks at each step. */
function tellAll(
  changes: Partial<ReturnType<typeof startCommand>>,
  steps: readonly Step[],
  look: (state: HuntState, now: number) => void,
): { readonly state: HuntState; readonly events: readonly HuntEvent[] } {
  const events = [...decide(undefined, { ...startCommand(changes), at: T0 })];
  let state = replay(events) as HuntState;
  let now = T0;
  for (const [what, ms, luck] of steps) {
    now += ms;
    for (const event of decide(state, { ...makeSense(state, what, luck), at: now } as Command)) {
      events.push(event);
      state = evolve(state, event);
      if (state.offers.some((offer) => offer.claims.filter(isInFlight).length > 1))
        throw new Error('Two hand-overs at once');
    }
    look(state, now);
  }
  return { state, events };
}

describe('whatever is told, in whatever order', () => {
  it('at most one claim wins an offer, one hand-over is in flight, and no more agents are reached than wanted', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { state } = tellAll(changes, steps, (now) => {
          for (const offer of now.offers) {
            expect(offer.claims.filter((claim) => claim.status === 'connected').length).toBeLessThanOrEqual(1);
          }
        });
        expect(state.agentsReached).toBeLessThanOrEqual(state.wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('no call is alive after its hunt ended, and nothing but refused claims follows', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { events } = tellAll(changes, steps, (state) => {
          if (isOver(state)) expect(state.calls.filter(isAlive)).toEqual([]);
        });
        const over = events.findIndex((event) => event.type === 'hunt-ended');
        const after = over < 0 ? [] : events.slice(over + 1);
        expect(after.filter((event) => event.type !== 'claim-refused')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('a line is never in two calls', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        tellAll(changes, steps, (state) => {
          const lines = state.calls.filter(isAlive).map((call) => call.lineId);
          expect(new Set(lines).size).toBe(lines.length);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('replaying the events, by way of JSON too, gives the same state', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { state, events } = tellAll(changes, steps, () => {});
        expect(replay(events)).toEqual(state);
        expect(replay(JSON.parse(JSON.stringify(events)))).toEqual(state);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        expect(state.version).toBe(events.length);
      }),
      { numRuns: 150 },
    );
  });

  it('an agent who can hear us is never left over 8 s without a phrase due, and no decision is left behind by time', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        tellAll({ ...changes, policy: { ...policy, courtesyEveryMs: 60_000 } }, steps, (state, now) => {
          if (!isOver(state) && decisionMoments(state).some((moment) => moment <= now))
            throw new Error('A decision is owed');
          const later = due(state, now + SILENCE_LIMIT_MS);
          for (const call of state.calls) {
            if (!call.hears || (call.phase !== 'offered' && call.phase !== 'handing-over')) continue;
            const spoken = later.some((item) => item.do === 'say' && item.callId === call.id);
            if (!spoken) throw new Error('An agent hears nothing for 8 s');
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('nothing is told of a hunt that was never started', () => {
    fc.assert(
      fc.property(told, (what) => {
        expect(decide(undefined, { ...what, at: T0 } as Command)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('every hunt ends', () => {
  it('whatever phone and people do, when what is due is done', () => {
    fc.assert(
      fc.property(request, fc.integer(), (changes, seed) => {
        const state = playOut({ ...changes, seed }, seed);
        expect(isOver(state)).toBe(true);
        expect(state.calls.filter(isAlive)).toEqual([]);
        expect(state.dials).toBeLessThanOrEqual(policy.maxDials);
      }),
      { numRuns: 25 },
    );
  });

  it('each in its own way: 50 seeded hunts come to every kind of end a phone can bring about', () => {
    const ends = Array.from({ length: 50 }, (_, seed) => playOut({ seed, wanted: 1 + (seed % 2) }, seed).outcome);
    expect(new Set(ends)).toEqual(new Set(['connected', 'cancelled', 'gave-up', 'waited-too-long']));
  });
});
