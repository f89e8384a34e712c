import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Line } from '../../../src/hunter/terms.js';
import { parseParties, type Session, Sessions } from '../../../src/phone/account/sessions.js';
import { Pacer } from '../../../src/phone/api/pacer.js';
import { Pushed, SILENCE_MEANS_LOST_MS } from '../../../src/phone/events/pushed.js';
import { SessionWatch } from '../../../src/phone/watch/watch.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { silent } from '../support/account.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type PartyRow = readonly [id: string, code: string, reason?: string];

const partiesOf = (rows: readonly PartyRow[]) =>
  parseParties(
    rows.map(([id, code, reason]) => {
      return { id, direction: id.endsWith('-1') ? 'Outbound' : 'Inbound', status: { code, reason } };
    }),
  );

/** A watch on a clock of its own, with a RingCentral that shows what `shown` says; its looks are answered in the same turn or so. */
function watching({ events = true }: { readonly events?: boolean } = {}) {
  const clock = createVirtualClock();
  const pacer = new Pacer(clock);
  const pushed = new Pushed(clock);
  const shown = new Map<string, Session | 'gone'>();
  let looks = 0;
  const sessions = new Sessions({
    available: (group, priority) => pacer.available(group, priority),
    async send({ path, group, priority }) {
      looks++;
      const ticket = await pacer.enter(group, priority, 15_000);
      ticket.finished(clock.now());
      const id = path.split('/').at(-1) ?? '';
      const session = shown.get(id);
      if (session === undefined || session === 'gone') throw new Error('not shown in this test');
      return {
        id,
        parties: session.parties.map(({ id: party, direction, status, reason }) => {
          return { id: party, direction, status: { code: status === 'over' ? 'Disconnected' : status, reason } };
        }),
      };
    },
  });
  const watch = new SessionWatch({
    sessionsOf: () => sessions,
    pacer,
    clock,
    log: silent,
    ...(events ? { events: pushed } : {}),
  });
  const told: string[] = [];
  let sequence = 1;
  return {
    ...{ watch, pushed, told, clock },
    looks: () => looks,
    shows(sessionId: string, ...rows: readonly PartyRow[]) {
      shown.set(sessionId, { id: sessionId, parties: partiesOf(rows) });
    },
    event(sessionId: string, ...rows: readonly PartyRow[]) {
      for (const row of rows) pushed.take({ sessionId, sequence: ++sequence, parties: partiesOf([row]) });
    },
    call(name: string, settling = true) {
      const line: Line = {
        ...{ id: name, extensionId: name, extensionNumber: name, name, number: '+12025550110', deviceId: '1' },
      };
      watch.add(
        {
          ...{ callId: name, line, sessionId: `s-${name}`, partyId: `p-${name}-1`, hears: false },
          onAnswered: () => told.push(`${name} answered`),
          onOver: (end) => told.push(`${name} over: ${end}`),
        },
        settling,
      );
    },
    /** Lets time pass in steps, so that looks are answered in between; the subscription stands meanwhile if `up`. */
    async passes(ms: number, up = events) {
      for (let gone = 0; gone < ms; gone += 250) {
        if (up) pushed.up('account', 'websocket');
        clock.skip(Math.min(250, ms - gone));
        for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      }
    },
  };
}

const hold = async (lines: number, events: boolean) => {
  const at = watching({ events });
  for (let i = 0; i < lines; i++) {
    at.shows(`s-${i}`, [`p-${i}-1`, 'Answered'], [`p-${i}-2`, 'Answered']);
    at.call(String(i), false);
  }
  await at.passes(HOUR);
  return at.looks();
};

describe('an hour on hold', () => {
  it('costs a hunt of 4 lines under a twentieth of what looking at each every 2 s costs, and a sixth of looking alone', async () => {
    const plain = (4 * HOUR) / 2_000;
    const [polled, pushed] = [await hold(4, false), await hold(4, true)];
    expect({ plain, polled, pushed }).toEqual({ plain: 7200, polled: 1476, pushed: 240 });
    expect(pushed).toBeLessThan(plain / 20);
  });
});

describe('while events are pushed', () => {
  it('a refusal whose reason comes in the other party’s event right after our own end is told as it was', async () => {
    const at = watching();
    at.pushed.up('account', 'websocket');
    at.call('a');
    at.event('s-a', ['p-a-1', 'Disconnected']);
    expect(at.told).toEqual([]);
    at.event('s-a', ['p-a-2', 'Disconnected', 'TargetBusy']);
    expect(at.told).toEqual(['a over: busy']);
  });

  it('an end that never says why is a hang-up', async () => {
    const at = watching();
    at.pushed.up('account', 'websocket');
    at.call('a');
    at.event('s-a', ['p-a-1', 'Disconnected']);
    at.clock.skip(400);
    expect(at.told).toEqual(['a over: far-end']);
  });

  it('our own answered party alone is not believed: it is looked at, at once and then as often as without events', async () => {
    const at = watching();
    at.call('a');
    at.shows('s-a', ['p-a-1', 'Answered'], ['p-a-2', 'Proceeding']);
    await at.passes(2_000);
    const before = at.looks();
    at.event('s-a', ['p-a-1', 'Answered']);
    await at.passes(250);
    expect([at.looks() - before, at.told]).toEqual([1, []]);
    at.shows('s-a', ['p-a-1', 'Answered'], ['p-a-2', 'Answered']);
    await at.passes(MINUTE);
    expect(at.told).toEqual(['a answered']);
  });

  it('when a look shows what no event told, events are not relied on for two minutes', async () => {
    const at = watching();
    for (const name of ['a', 'b']) {
      at.shows(`s-${name}`, [`p-${name}-1`, 'Answered'], [`p-${name}-2`, 'Answered']);
      at.call(name, false);
    }
    await at.passes(10_000);
    at.shows('s-a', ['p-a-1', 'Disconnected'], ['p-a-2', 'Disconnected']);
    await at.passes(MINUTE);
    expect(at.told).toEqual(['a over: far-end']);
    expect(at.pushed.figures().missed).toBe(1);
    const before = at.looks();
    await at.passes(MINUTE);
    expect(at.looks() - before).toBe(12);
    await at.passes(2 * MINUTE);
    const later = at.looks();
    await at.passes(2 * MINUTE);
    expect(at.looks() - later).toBe(2);
  });

  it('a process that keeps the subscription and falls silent counts as a lost subscription within the best interval of looks', () => {
    const at = watching();
    let doubts = 0;
    at.pushed.onDoubt(() => doubts++);
    at.pushed.up(new Set(['201']), 'websocket');
    expect([at.pushed.covers('201'), at.pushed.covers('202')]).toEqual([true, false]);
    at.clock.skip(SILENCE_MEANS_LOST_MS - 1);
    expect([at.pushed.covers('201'), doubts]).toEqual([true, 0]);
    at.clock.skip(1);
    expect([at.pushed.covers('201'), doubts]).toEqual([false, 1]);
  });

  it('after a doubt 60 calls are looked at within the budget, each within an interval', async () => {
    const at = watching();
    for (let i = 0; i < 60; i++) {
      at.shows(`s-${i}`, [`p-${i}-1`, 'Answered'], [`p-${i}-2`, 'Answered']);
      at.call(String(i), false);
    }
    // Each is looked at once before events alone are enough.
    await at.passes(5 * MINUTE);
    const before = at.looks();
    const { failures } = at.watch.figures();
    at.pushed.doubt();
    await at.passes(144_000);
    expect(at.looks() - before).toBeGreaterThanOrEqual(60);
    expect(at.watch.figures().failures).toBe(failures);
  });

  it('an event costs the same with 10 calls as with 20,000', () => {
    const steps = (calls: number) => {
      const pushed = new Pushed(createVirtualClock());
      let asked = 0;
      for (let i = 0; i < calls; i++) pushed.follow(`s-${i}`, () => asked++);
      pushed.take({ sessionId: 's-5', sequence: 2, parties: partiesOf([['p-5-1', 'Answered']]) });
      pushed.take({ sessionId: 's-foreign', sequence: 2, parties: partiesOf([['p-5-1', 'Answered']]) });
      return asked;
    };
    expect([steps(10), steps(20_000)]).toEqual([1, 1]);
  });
});

/** What happens around a call within five minutes: the subscription comes and goes, is doubted; the call ends, told of or not. */
const around = fc.record({
  endsAt: fc.integer({ min: 0, max: 4 * MINUTE }),
  told: fc.boolean(),
  changes: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 4 * MINUTE }), what: fc.constantFrom('up', 'down', 'silent', 'doubt') }),
    { maxLength: 8 },
  ),
});

describe('whatever happens to the subscription', () => {
  it('the end of a call is known within the interval in which calls are looked at; by an event that comes, at once', async () => {
    await fc.assert(
      fc.asyncProperty(around, async ({ endsAt, told, changes }) => {
        const at = watching();
        at.shows('s-a', ['p-a-1', 'Answered'], ['p-a-2', 'Answered']);
        at.call('a', false);
        let beats = true;
        let ended: number | undefined;
        let knownAfter: number | undefined;
        for (let now = 0; now <= 6 * MINUTE && knownAfter === undefined; now += 250) {
          for (const { what } of changes.filter((change) => change.at >= now && change.at < now + 250)) {
            if (what === 'doubt') at.pushed.doubt();
            if (what === 'down') at.pushed.down();
            beats = what === 'up' || (what === 'doubt' && beats);
          }
          if (ended === undefined && endsAt < now + 250) {
            ended = now;
            at.shows('s-a', ['p-a-1', 'Disconnected'], ['p-a-2', 'Disconnected']);
            if (told) at.event('s-a', ['p-a-1', 'Disconnected']);
          }
          if (ended !== undefined && at.told.length > 0) knownAfter = now - ended;
          await at.passes(250, beats);
        }
        expect(at.told).toEqual(['a over: far-end']);
        expect(knownAfter).toBeLessThanOrEqual(told ? 0 : MINUTE + 250);
      }),
      { numRuns: 60 },
    );
  });
});
