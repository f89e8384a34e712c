import { describe, expect, it } from 'vitest';
import { Sessions } from '../../../src/phone/account/sessions.js';
import { wasMovedOn } from '../../../src/phone/hand-over/moved-on.js';
import { TIMES } from '../../../src/phone/hand-over/timings.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';

const CALL = { sessionId: 's-1', partyId: 'p-1' };
const MOVED = {
  id: 's-1',
  parties: [
    { id: 'p-1', direction: 'Outbound', status: { code: 'Disconnected', reason: 'AttendedTransfer' } },
    { id: 'p-2', direction: 'Inbound', status: { code: 'Answered' } },
  ],
};

/** Asks after a request without an answer; each look answers the next of these, the last one for good. */
async function ask(answers: readonly (object | 'fails')[], legsEnded?: () => boolean) {
  const clock = createVirtualClock();
  const began = clock.now();
  let looks = 0;
  const sessions = new Sessions({
    available: () => 40,
    async send() {
      const answer = answers[Math.min(looks, answers.length - 1)];
      looks += 1;
      if (answer === undefined || answer === 'fails') throw new Error('RingCentral is away.');
      return answer;
    },
  });
  let moved: boolean | undefined;
  void wasMovedOn({ sessions, clock }, CALL, legsEnded).then((answer) => {
    moved = answer;
  });
  while (moved === undefined) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    if (moved === undefined) clock.skip(100);
  }
  return { moved, looks, afterMs: clock.now() - began };
}

describe('whether a request without an answer was carried out', () => {
  it('is told by the session as soon as a look at it succeeds', async () => {
    expect(await ask(['fails', 'fails', MOVED], () => true)).toMatchObject({ moved: true, looks: 3 });
    expect(await ask(['fails', MOVED])).toMatchObject({ moved: true, looks: 2 });
  });

  it('is a no once our legs still stand although the server ends them right away', async () => {
    const { moved, afterMs } = await ask(['fails'], () => false);
    expect(moved).toBe(false);
    expect(afterMs).toBeLessThan(TIMES.legsEnd + TIMES.movedLookAgain);
  });

  it('is what our legs tell when no look succeeds in all the time there is', async () => {
    const { moved, afterMs } = await ask(['fails'], () => true);
    expect(moved).toBe(true);
    expect(afterMs).toBeGreaterThanOrEqual(TIMES.movedLook);
  });

  it('is a no when the agent hung up: nobody is left who could have been moved', async () => {
    const over = MOVED.parties.map((party) => ({ ...party, status: { code: 'Disconnected' } }));
    expect(await ask([{ ...MOVED, parties: over }], () => true)).toMatchObject({ moved: false, looks: 1 });
  });
});
