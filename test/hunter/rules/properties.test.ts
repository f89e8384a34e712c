import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallbackChoice, Command, StartHunt } from '../../../src/hunter/rules/commands.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import { due } from '../../../src/hunter/rules/due.js';
import type { HuntEvent } from '../../../src/hunter/rules/events.js';
import { evolve, replay } from '../../../src/hunter/rules/evolve.js';
import { decisionMoments, handOverEndsAt, SILENCE_LIMIT_MS } from '../../../src/hunter/rules/moments.js';
import {
  callbackIsConfirmed,
  claimsInFlight,
  isAlive,
  isInFlight,
  isOver,
  offerOn,
} from '../../../src/hunter/rules/query.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import type { Destination, HandOverOutcome, HeardKind, Phrase, RecordingKind } from '../../../src/hunter/terms.js';
import { desk, destination, direct, line, policy, startCommand, T0, verdict } from '../support/fixtures.js';
import { playOut } from '../support/model-phone.js';

/** Random orders of every request and report, sensible or not, drawn from few enough ids to collide. */
const callId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const lineId = fc.constantFrom('line-1', 'line-2', 'line-9');
const claimId = fc.constantFrom('k1', 'k2', 'k3', 'k4', 'k5');
const by = fc.constantFrom('U0DANA', 'U0SAM');
const offerId = fc.tuple(callId, fc.constantFrom(1, 2)).map(([id, number]) => `${id}-${number}`);
const heardKinds = 'ringback busy tone menu prompt-ended music announcement silence person'.split(' ') as HeardKind[];
const kind = fc.constantFrom<RecordingKind>(
  'announcement',
  'too-busy',
  'callback-offer',
  'menu',
  'voice-challenge',
  'closed',
);
const recording = fc.record({ id: fc.constantFrom('r-1', 'r-2', 'r-9'), kind, seconds: fc.constant(3) });
const plainly = fc.constantFrom(...heardKinds, 'person' as const, 'music' as const).map((each) => verdict(each));
const known = fc
  .tuple(fc.constantFrom<HeardKind>('menu', 'announcement', 'prompt-ended'), recording, fc.boolean())
  .map(([each, what, again]) => verdict(each, { recording: what, again }));
const heard = fc.oneof({ weight: 5, arbitrary: plainly }, { weight: 1, arbitrary: known });
const choice = fc.constantFrom<CallbackChoice>('call-me-back', 'call-me-back', 'keep-holding');
const entry = fc.constantFrom(0, 1, 2);
/** As if sent over a wire: undefined fields disappear. */
const defined = (what: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(what).filter(([, value]) => value !== undefined));
const end = fc.constantFrom('far-end', 'busy', 'no-answer', 'refused', 'not-sent', 'line-lost', 'us');
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
  {
    weight: 1,
    arbitrary: report('call-resumed', { callId, sessionId: fc.constant('s-new'), partyId: fc.constant('p-new') }),
  },
  { weight: 1, arbitrary: report('line-waits', { lineId, reason: fc.constantFrom('closed', 'in-use') }) },
  { weight: 6, arbitrary: report('claim', { offerId, claimId, by, ringTarget: fc.constant(desk) }) },
  { weight: 1, arbitrary: report('vouch', { callId, by }) },
  { weight: 1, arbitrary: report('press-for-me', { callId, by, key: fc.constantFrom('1', undefined) }).map(defined) },
  {
    weight: 2,
    arbitrary: report('not-a-person', { offerId, by, kind: fc.option(kind, { nil: undefined }) }).map(defined),
  },
  { weight: 1, arbitrary: report('name-recording', { offerId, kind, by }) },
  { weight: 1, arbitrary: report('talking', { callId, by }) },
  { weight: 2, arbitrary: report('choose-callback', { callId, choice, number: fc.constant('+12025550143'), by }) },
  { weight: 2, arbitrary: report('callback-entry-began', { callId, entry }) },
  { weight: 2, arbitrary: report('callback-entry-ended', { callId, entry }) },
  {
    weight: 2,
    arbitrary: report('teaching-done', { teachingId: offerId, recording: fc.constant(undefined) }).map(defined),
  },
  { weight: 1, arbitrary: report('relabelled', { teachingId: offerId, kind, known: fc.boolean() }) },
  { weight: 1, arbitrary: report('press-key', { callId, key: fc.constant('1'), by }) },
  { weight: 1, arbitrary: report('taught-key-pressed', { callId, index: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: report('name-sound', { callId, kind: fc.constantFrom('hold', 'person', 'menu'), by }) },
  { weight: 1, arbitrary: report('listen-in-began', { callId }) },
  { weight: 1, arbitrary: report('listen-in-ended', { callId, result: fc.constant({ outcome: 'listening' }) }) },
  { weight: 1, arbitrary: fc.oneof(report('listener-left', { callId }), report('listen-again', { callId, by })) },
  { weight: 1, arbitrary: report('drop-line', { lineId, by }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      { weight: 3, arbitrary: report('tick', {}) },
      report('cancel', { by }),
      report('end-lesson', { by }),
    ),
  },
  { weight: 2, arbitrary: report('tick', {}) },
);
const passing = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 1, 500, 2_000) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  { weight: 1, arbitrary: fc.constant(10 * 60_000) },
);
const course = fc.array(fc.tuple(told, passing, fc.nat({ max: 99 })), { maxLength: 150, size: 'max' });
type Step = readonly [Record<string, unknown>, number, number];

/** Mostly sensible commands: ids the hunt knows, the step a call is at. The rest stays nonsense. */
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
  const teaching = state.teachings.find(({ status }) => status === 'due') ?? one(state.teachings);
  const inFlight = one(state.offers.flatMap((each) => each.claims).filter(isInFlight));
  const reports = what.type === 'hand-over-began' || what.type === 'hand-over-ended';
  return {
    ...what,
    ...('callId' in what && call !== undefined ? { callId: call.id } : {}),
    ...('step' in what && call !== undefined ? { step: call.menuStep } : {}),
    ...('entry' in what && call?.callback !== undefined ? { entry: call.callback.entry } : {}),
    ...('teachingId' in what && teaching !== undefined ? { teachingId: teaching.id } : {}),
    ...('offerId' in what && offer !== undefined ? { offerId: offer.id } : {}),
    ...(reports && inFlight !== undefined ? { claimId: inFlight.id } : {}),
    // A click is a new claim, unless Slack delivers it twice.
    ...(what.type === 'claim' && luck > 9 ? { claimId: `claim-${state.version}` } : {}),
  };
}

const taught: Destination = {
  ...destination,
  menu: [
    { label: 'Language', awaits: { recording: 'r-1' }, then: { press: '1' }, guardMs: 60_000 },
    { label: 'Pause', awaits: { tone: true }, then: { waitMs: 5_000 }, guardMs: 60_000 },
    { label: 'Topic', awaits: { recording: 'r-2' }, then: { outcome: 'on-hold' }, guardMs: 60_000 },
  ],
};
const request = fc.record({
  wanted: fc.constantFrom(1, 1, 2),
  lines: fc.constantFrom([line(1)], [line(1), line(2)]),
  destination: fc.constantFrom(destination, direct, direct, taught),
  lesson: fc.constantFrom(undefined, undefined, undefined, true as const),
});

type Changes = Partial<Omit<StartHunt, 'lesson'>> & { readonly lesson?: true | undefined };

/** Plays a course, and checks each step. */
function tellAll(
  { lesson, ...changes }: Changes,
  steps: readonly Step[],
  look: (state: HuntState, now: number) => void,
): { readonly state: HuntState; readonly events: readonly HuntEvent[] } {
  const started = { ...startCommand(changes), ...(lesson === undefined ? {} : { lesson }) };
  const events = [...decide(undefined, { ...started, at: T0 }).events];
  let state = replay(events) as HuntState;
  let now = T0;
  for (const [what, ms, luck] of steps) {
    now += ms;
    for (const event of decide(state, { ...makeSense(state, what, luck), at: now } as Command).events) {
      events.push(event);
      state = evolve(state, event);
      if (state.offers.some((offer) => offer.claims.filter(isInFlight).length > 1))
        throw new Error('Two hand-overs at once');
    }
    look(state, now);
  }
  return { state, events };
}

describe('whatever is reported, in whatever order', () => {
  it('at most one claim wins an offer, one hand-over is in flight, and no more agents are reached than wanted', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { state } = tellAll(changes, steps, (now) => {
          for (const offer of now.offers) {
            expect(offer.claims.filter((claim) => claim.status === 'connected').length).toBeLessThanOrEqual(1);
          }
        });
        // An agent a person reached on their own may add to one who is being handed over.
        const missed = state.calls.filter(({ missedBy }) => missedBy !== undefined).length;
        expect(state.agentsReached).toBeLessThanOrEqual(state.wanted + missed);
      }),
      { numRuns: 200 },
    );
  });

  it('no call is alive after its hunt ended, and nothing follows', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { events } = tellAll(changes, steps, (state) => {
          if (isOver(state)) expect(state.calls.filter(isAlive)).toEqual([]);
        });
        const over = events.findIndex((event) => event.type === 'hunt-ended');
        expect(over < 0 ? [] : events.slice(over + 1)).toEqual([]);
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

  it('nobody is called back while their hunt goes on elsewhere: the calls are dropped once, and only once, it is confirmed', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { events } = tellAll(changes, steps, (state) => {
          const entering = state.calls.filter((each) => isAlive(each) && each.callback?.status === 'entering');
          expect(entering.length).toBeLessThanOrEqual(1);
          if (state.outcome === 'callback') expect(callbackIsConfirmed(state)).toBe(true);
          if (callbackIsConfirmed(state) && state.outcome === undefined) {
            expect(state.offers.some(({ status }) => status === 'open' || status === 'claimed')).toBe(true);
          }
        });
        const chosen = events.flatMap((event) => (event.type === 'callback-chosen' ? [event.callId] : []));
        const offered = events.flatMap((event) => (event.type === 'callback-offered' ? [event.callId] : []));
        for (const id of chosen) {
          expect(chosen.filter((each) => each === id).length).toBeLessThanOrEqual(
            offered.filter((each) => each === id).length,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a claim is never disowned, and what is to be learned of a call is learned once', () => {
    fc.assert(
      fc.property(request, course, (changes, steps) => {
        const { state, events } = tellAll(changes, steps, () => {});
        for (const offer of state.offers.filter(({ end }) => end === 'not-a-person')) {
          expect(offer.claims.filter(({ status }) => status !== 'failed')).toEqual([]);
        }
        const learnt = events.flatMap((event) => (event.type === 'recording-learnt' ? [event.teachingId] : []));
        expect(new Set(learnt).size).toBe(learnt.length);
        const begun = events.flatMap((event) => (event.type === 'teaching-begun' ? [event.teachingId] : []));
        expect(new Set(begun).size).toBe(begun.length);
        if (isOver(state))
          expect(state.teachings.filter(({ keyIndex, status }) => !keyIndex && status === 'due')).toEqual([]);
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
          // Only a tick gives up a silent hand-over.
          const byTick = claimsInFlight(state).map((one) => handOverEndsAt(state, one));
          if (!isOver(state) && decisionMoments(state).some((moment) => moment <= now && !byTick.includes(moment)))
            throw new Error('A decision is owed');
          const ticked = replay(decide(state, { type: 'tick', at: now }).events, state) ?? state;
          if (!isOver(ticked) && decisionMoments(ticked).some((moment) => moment <= now))
            throw new Error('A decision is owed after a tick');
          const later = due(state, now + SILENCE_LIMIT_MS);
          for (const call of state.calls) {
            // A machine that asks for spoken words hears nothing after the first phrase.
            if (offerOn(state, call.id)?.challenge === true && call.lastPhrase !== undefined) continue;
            if (!call.hears || (call.phase !== 'offered' && call.phase !== 'handing-over')) continue;
            const spoken = later.some((item) => item.do === 'say' && item.callId === call.id);
            if (!spoken) throw new Error('An agent hears nothing for 8 s');
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('a hunt that was never started accepts nothing', () => {
    fc.assert(
      fc.property(told, (what) => {
        expect(decide(undefined, { ...what, at: T0 } as Command).events).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('every hunt ends', () => {
  it('whatever phone and people do, when what is due is done', () => {
    fc.assert(
      fc.property(request, fc.integer(), ({ lesson, ...changes }, seed) => {
        const state = playOut({ ...changes, ...(lesson === undefined ? {} : { lesson }), seed }, seed);
        expect(isOver(state)).toBe(true);
        expect(state.calls.filter(isAlive)).toEqual([]);
        expect(state.dials).toBeLessThanOrEqual(policy.maxDials);
      }),
      { numRuns: 25 },
    );
  });

  it('each in its own way: 50 seeded hunts come to every kind of end a phone can bring about', () => {
    const ends = Array.from({ length: 50 }, (_, seed) => {
      const lesson = seed % 10 === 0 ? { lesson: true as const } : {};
      return playOut({ seed, wanted: 1 + (seed % 2), ...lesson }, seed).outcome;
    });
    const every = ['connected', 'callback', 'taught', 'cancelled', 'gave-up', 'closed'];
    expect(every.filter((end) => !ends.some((each) => each === end))).toEqual([]);
  });
});
