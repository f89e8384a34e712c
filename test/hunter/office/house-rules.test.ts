import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HOUR_MS,
  type HouseNow,
  type Limits,
  linesLeft,
  NO_RULES,
  type PastStart,
  type StartAsk,
  whyNotStart,
} from '../../../src/hunter/office/house-rules.js';
import { decide } from '../../../src/hunter/rules/decide.js';
import { replay } from '../../../src/hunter/rules/evolve.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import { line, startCommand, T0 } from '../support/fixtures.js';

const WIDE: Limits = {
  ...{ linesPerHunt: 50, huntsPerPerson: 50, linesPerPerson: 50, startsPerPerson: 50 },
  ...{ huntsPerChannel: 50, linesPerChannel: 50, startsPerChannel: 50, hunts: 50, lines: 50, starts: 50 },
};

/** An open hunt with this many lines of its own. */
function hunt(requester: string, channel: string, first: number, lines: number): HuntState {
  const all = Array.from({ length: lines }, (_, index) => line(first + index));
  const state = replay(decide(undefined, { ...startCommand({ requester, channel, lines: all }), at: T0 }).events);
  if (state === undefined) throw new Error('no hunt');
  return state;
}

const ask = (changes: Partial<StartAsk> = {}): StartAsk => ({
  ...{ requester: 'U0DANA', channel: 'C0CALLS', lineIds: ['line-90'] },
  ...changes,
});
const house = (changes: Partial<HouseNow> = {}): HouseNow => ({
  ...{ rules: NO_RULES, limits: WIDE, open: [], starts: [], now: T0 },
  ...changes,
});
const why = (limits: Partial<Limits>, changes: Partial<HouseNow> = {}, asked = ask()) =>
  whyNotStart(asked, house({ ...changes, limits: { ...WIDE, ...limits } }))?.why;

describe('the house rules', () => {
  it('allow a start within all limits', () => {
    expect(whyNotStart(ask(), house())).toBeUndefined();
  });

  it('refuse everything while hunting is paused, with the reason', () => {
    const rules = { ...NO_RULES, paused: { by: 'U0SAM', at: T0, why: 'fire drill' } };
    expect(whyNotStart(ask(), house({ rules }))).toMatchObject({
      kind: 'paused',
      why: 'Hunting is paused: fire drill. Nothing new starts until an admin resumes it.',
    });
  });

  it('allow hunting only in the channels listed, or in all when none is', () => {
    const rules = { ...NO_RULES, channels: ['C0TAX'] };
    expect(whyNotStart(ask(), house({ rules }))?.kind).toBe('channel');
    expect(whyNotStart(ask({ channel: 'C0TAX' }), house({ rules }))).toBeUndefined();
    expect(whyNotStart(ask({ channel: 'D0DANA' }), house())).toBeUndefined();
  });

  it('say which limit on hunts was reached, and whose', () => {
    const open = [hunt('U0DANA', 'C0CALLS', 1, 2), hunt('U0DANA', 'C0TAX', 3, 2), hunt('U0SAM', 'C0CALLS', 5, 2)];
    expect(why({ huntsPerPerson: 2 }, { open })).toBe(
      'You have 2 hunts running, the limit for one person. Stop one, or ask an admin.',
    );
    expect(why({ huntsPerChannel: 2 }, { open })).toContain(
      'This channel has 2 hunts running, the limit for one channel',
    );
    expect(why({ hunts: 3 }, { open })).toContain('The workspace has 3 hunts running, the limit for the workspace');
    expect(why({ huntsPerPerson: 3, huntsPerChannel: 3, hunts: 4 }, { open })).toBeUndefined();
  });

  it('count the lines of a person, a channel and the workspace', () => {
    const open = [hunt('U0DANA', 'C0CALLS', 1, 3), hunt('U0SAM', 'C0CALLS', 5, 2)];
    const two = ask({ lineIds: ['line-90', 'line-91'] });
    expect(why({ linesPerPerson: 4 }, { open }, two)).toBe(
      'You have 3 lines in use, and the limit for one person is 4. Choose fewer, stop a hunt, or ask an admin.',
    );
    expect(why({ linesPerPerson: 1 }, {}, two)).toBe(
      'The limit for one person is 1 line at once. Choose fewer, or ask an admin.',
    );
    expect(why({ linesPerChannel: 6 }, { open }, two)).toContain('This channel has 5 lines in use');
    expect(why({ lines: 6 }, { open }, two)).toContain('The workspace has 5 lines in use');
    expect(why({ linesPerHunt: 1 }, {}, two)).toBe('A hunt may use at most 1 lines; you chose 2.');
    expect(linesLeft(ask(), { ...WIDE, linesPerPerson: 4, lines: 7 }, open)).toBe(1);
    expect(linesLeft(ask({ requester: 'U0ALEX' }), { ...WIDE, linesPerPerson: 4, lines: 7 }, open)).toBe(2);
  });

  it('allow starts again as earlier ones get older than an hour', () => {
    const starts = [0, 10, 20].map((minutes) => ({ at: T0 + minutes * 60_000, by: 'U0DANA', channel: 'C0CALLS' }));
    const at = (minutes: number) => why({ startsPerPerson: 3 }, { starts, now: T0 + minutes * 60_000 });
    expect(at(30)).toBe(
      'You have started 3 hunts in the last hour, the limit for one person. Try again in 30 minutes, or ask an admin.',
    );
    expect(at(59.5)).toContain('in 1 minute,');
    expect(at(60)).toBeUndefined();
    expect(why({ startsPerPerson: 3 }, { starts }, ask({ requester: 'U0SAM' }))).toBeUndefined();
  });

  it('never allow more than any limit, whoever asks, where and when', () => {
    const asks = fc.array(
      fc.record({
        requester: fc.constantFrom('U1', 'U2', 'U3'),
        channel: fc.constantFrom('C1', 'C2'),
        lines: fc.integer({ min: 1, max: 4 }),
        pauseMs: fc.integer({ min: 0, max: HOUR_MS / 2 }),
      }),
      { maxLength: 25 },
    );
    const small = fc.integer({ min: 1, max: 6 });
    const limits = fc.record({
      ...{ linesPerHunt: small, huntsPerPerson: small, linesPerPerson: small, startsPerPerson: small },
      ...{
        huntsPerChannel: small,
        linesPerChannel: small,
        startsPerChannel: small,
        hunts: small,
        lines: small,
        starts: small,
      },
    });
    fc.assert(
      fc.property(asks, limits, (wishes, held) => {
        const open: HuntState[] = [];
        const starts: PastStart[] = [];
        let now = T0;
        let next = 0;
        for (const { requester, channel, lines, pauseMs } of wishes) {
          now += pauseMs;
          const lineIds = Array.from({ length: lines }, (_, index) => `line-${next + index}`);
          const refused = whyNotStart({ requester, channel, lineIds }, house({ limits: held, open, starts, now }));
          expect(
            refused === undefined ? lines <= linesLeft({ requester, channel }, held, open) : refused.why,
          ).toBeTruthy();
          if (refused !== undefined) continue;
          open.push(hunt(requester, channel, next, lines));
          next += lines;
          starts.push({ at: now, by: requester, channel });
        }
        const sum = (of: readonly HuntState[]) => of.reduce((total, state) => total + state.lines.length, 0);
        for (const by of ['U1', 'U2', 'U3']) {
          const mine = open.filter(({ requester }) => requester === by);
          expect(mine.length).toBeLessThanOrEqual(held.huntsPerPerson);
          expect(sum(mine)).toBeLessThanOrEqual(held.linesPerPerson);
        }
        for (const where of ['C1', 'C2']) {
          const here = open.filter(({ channel }) => channel === where);
          expect(here.length).toBeLessThanOrEqual(held.huntsPerChannel);
          expect(sum(here)).toBeLessThanOrEqual(held.linesPerChannel);
        }
        expect(open.length).toBeLessThanOrEqual(held.hunts);
        expect(sum(open)).toBeLessThanOrEqual(held.lines);
        for (const { at } of starts) {
          const hour = starts.filter((each) => each.at > at - HOUR_MS && each.at <= at);
          expect(hour.length).toBeLessThanOrEqual(held.starts);
        }
      }),
    );
  });
});
