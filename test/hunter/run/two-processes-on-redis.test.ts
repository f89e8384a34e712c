import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { createRedisStore } from '../../../src/store/redis-store.js';
import { createFakePhone } from '../../../support/fake-phone.js';
import { redisServer } from '../../store/redis-server.js';
import { direct, line, verdict } from '../support/fixtures.js';
import { asked, callOn, claimOffer, createService, createWorld, startHunt, stateOf } from '../support/running.js';

const server = await redisServer('two processes on Redis');

/** Waits until something is true, within a limit. */
async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!(await fact())) {
    if (Date.now() > limit) throw new Error('It did not become true within 60 s');
    await new Promise((resume) => setImmediate(resume));
  }
}

describe.skipIf(server === undefined)('two processes on one Redis', () => {
  it('two claims at once, one to each: one wins, and the process that runs the hunt hands over once, 20 times', async () => {
    const stores = [0, 1].map(() => createRedisStore({ url: server?.url ?? '', retentionMs: 60_000 }));
    const phone = createFakePhone(systemClock);
    const [one, other] = stores.map((store, index) =>
      createService(createWorld(), index === 0 ? 'a' : 'b', { store, phone, clock: systemClock }),
    );
    if (one === undefined || other === undefined) throw new Error('Two processes were meant to run');
    for (let round = 0; round < 20; round += 1) {
      const huntId = await startHunt(one, { lines: [line(round)], destination: direct });
      await until(() => phone.callsOf(`line-${round}`).length === 1);
      const callId = callOn(phone, `line-${round}`);
      for (const kind of ['music', 'person'] as const) phone.tell({ callId, type: 'heard', verdict: verdict(kind) });
      for (const each of [one, other]) await until(async () => (await stateOf(each, huntId)).offers.length === 1);
      const claims = [
        claimOffer(one, huntId, `k1-${round}`, 'U0DANA'),
        claimOffer(other, huntId, `k2-${round}`, 'U0SAM'),
      ];
      const answers = await Promise.all(claims);
      const types = answers.flatMap(({ events, refusal }) =>
        [...events, ...(refusal ? [refusal] : [])].map(({ type }) => type),
      );
      expect(types.sort()).toEqual(['claim-refused', 'offer-claimed']);
      await until(() => asked(phone, 'hand-over').length === round + 1);
      phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
      await until(async () => (await stateOf(other, huntId)).endedAt !== undefined);
    }
    expect(asked(phone, 'hand-over')).toHaveLength(20);
    expect(await other.open()).toEqual([]);
    expect((await other.recent(20)).map((state) => state.outcome)).toEqual(
      Array.from({ length: 20 }, () => 'connected'),
    );
    await Promise.all([one.stop(), other.stop()]);
    await Promise.all(stores.map((store) => store.close()));
  });
});
