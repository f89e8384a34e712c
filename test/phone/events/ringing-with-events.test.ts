import { expect, it } from 'vitest';
import { parseSession, Sessions } from '../../../src/phone/account/sessions.js';
import { Pushed } from '../../../src/phone/events/pushed.js';
import { ringPerson } from '../../../src/phone/hand-over/ring-person.js';
import type { Rung } from '../../../src/phone/hand-over/rung.js';
import { Legs, legEndSignal } from '../../../src/phone/softphone/legs.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { FakeLine } from '../support/fake-line.js';

const LEG = 'consult:1';
const CREDENTIALS = { domain: 'd', proxy: 'p', username: 'u', password: 'p', authorizationId: 'a' };

/** Rings somebody for `ringMs`, who then picks up; how often that was looked at, and how long after the pick-up it was known. */
async function ring(withEvents: boolean, ringMs: number) {
  const clock = createVirtualClock();
  const pushed = new Pushed(clock);
  let code = 'Proceeding';
  let looks = 0;
  const sessions = new Sessions({
    available: () => 40,
    async send() {
      looks++;
      const parties = [
        { id: 'p-1', direction: 'Outbound', status: { code: 'Answered' } },
        { id: 'p-2', direction: 'Inbound', status: { code } },
      ];
      return { id: 's-1', parties };
    },
  });
  const line = new FakeLine(CREDENTIALS);
  line.dial = async () => ({ sessionId: 's-1', partyId: 'p-1' });
  let result: Rung | undefined;
  const legs = new Legs();
  const ending = legEndSignal(legs, LEG);
  const unwanted = new AbortController().signal;
  void ringPerson(
    { softphone: line, leg: LEG, ending, number: '101', maxRingMs: 60_000, unwanted },
    { sessions, legs, clock, ...(withEvents ? { events: pushed } : {}) },
  ).then((outcome) => {
    result = outcome;
  });
  const passes = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 50) {
      pushed.up('account', 'websocket');
      clock.skip(50);
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
    }
  };
  await passes(ringMs);
  code = 'Answered';
  const seen = parseSession({ id: 's-1', parties: [{ id: 'p-2', direction: 'Inbound', status: { code } }] });
  const pickedUpAt = clock.now();
  pushed.take({ sessionId: 's-1', sequence: 5, parties: seen?.parties ?? [] });
  for (let turn = 0; turn < 12; turn++) await Promise.resolve();
  while (result === undefined) await passes(50);
  return { looks, afterMs: clock.now() - pickedUpAt, outcome: result.outcome };
}

it('a taker who picks up after 20 s is known at once, for a fifth of the looks', async () => {
  expect(await ring(true, 20_000)).toEqual({ looks: 9, afterMs: 0, outcome: 'answered' });
  expect(await ring(false, 20_000)).toMatchObject({ looks: 41, outcome: 'answered' });
});
