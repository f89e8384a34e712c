import { afterEach, expect, it } from 'vitest';
import type { Log } from '../../../src/hunter/base/log.js';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import { createAudit } from '../../../src/hunter/office/audit.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createHunts } from '../../../src/hunter/run/hunt-service.js';
import { createSweeper } from '../../../src/hunter/run/sweeper.js';
import { desk, direct, startCommand } from '../../hunter/support/fixtures.js';
import { TestWorld } from '../../sandbox/ringcentral/world.js';
import { memory } from '../support/account.js';
import { type PracticeProcess, practiceLine, practiceProcess } from '../support/practice-process.js';

let world: TestWorld;
const stops: (() => Promise<void>)[] = [];
const quiet: Log = { info: () => {}, warn: () => {}, error: () => {} };

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await world.stop();
});

function huntsOf({ phone, ear, store }: PracticeProcess, name: string, onTakenUp = (): void => {}) {
  let ids = 0;
  const hunts = createHunts({
    store,
    phone,
    relabel: ear.relabel,
    log: quiet,
    isOpen: () => true,
    hold: () => undefined,
    whyNotDial: () => undefined,
    maxCalls: () => 5,
    leaseMs: 600,
    onTakenUp,
    onAppended: () => {},
    onRefused: () => {},
    newId: () => {
      ids += 1;
      return `${name}${ids}`;
    },
  });
  stops.push(() => hunts.stop());
  return hunts;
}

function sweeperOf(own: PracticeProcess, hunts: ReturnType<typeof huntsOf>, store: Store) {
  const audit = createAudit({ store, log: quiet, keepDays: 1 });
  const sweeper = createSweeper({
    store: own.store,
    hunts,
    finder: own.phone.finder,
    phone: own.phone,
    numbers: () => [direct.number],
    audit,
    log: quiet,
    clock: systemClock,
    token: 'one',
  });
  stops.push(async () => sweeper.stop());
  return { sweeper, audit };
}

it('a process killed right after its INVITE leaves a call whose ids nobody knows: the next one finds and drops it, and no other', async () => {
  world = await TestWorld.start({
    // Nobody knows the ids of the call, so nothing but REST can end it.
    beliefs: { adminControls: true },
    faults: { callOutNumber: 'allowed' },
    destination: { holdMs: [60_000, 60_000], ringMs: 60_000 },
  });
  const store = memory();
  const line = await practiceLine(world);
  // A person's own call to the same number, from the same extension; it is no call of our softphone.
  const from = {
    phoneNumber: String(
      (await world.rest('GET', `extension/${line.extensionId}/phone-number`)).body.records?.[0]?.phoneNumber,
    ),
  };
  const own = await world.rest('POST', 'telephony/call-out', { from, to: { phoneNumber: direct.number } });
  expect(own.status).toBe(201);

  const first = await practiceProcess(world, store);
  stops.push(first.stop);
  const began = huntsOf(first, 'a');
  sweeperOf(first, began, store).sweeper.start();
  await expect.poll(() => store.get('sweep:since')).toBeDefined();
  const killed = new Promise<string>((resolve) => {
    const forget = world.story.onTold((one) => {
      if (one.what !== 'call-dialled' || one.call === own.body.session?.id) return;
      forget();
      void first.kill();
      resolve(String(one.call));
    });
  });
  const {
    type: _type,
    huntId: _id,
    seed: _seed,
    ...request
  } = startCommand({
    destination: direct,
    lines: [line],
    ringTarget: desk,
  });
  const { state } = await began.start(request);
  const orphan = await killed;

  const second = await practiceProcess(world, store);
  stops.push(second.stop);
  const hunts = huntsOf(second, 'b', () => sweeper.suggest());
  const { sweeper, audit } = sweeperOf(second, hunts, store);
  // The former one's turn to sweep is over.
  await store.release('sweep', 'one');
  await hunts.adopt();
  expect(await world.until('call-over', ({ call }) => call === orphan)).toMatchObject({ by: 'caller' });
  const written = () => audit.read({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 9 });
  await expect.poll(written).toMatchObject([{ by: 'the-bot', act: 'drop-line', outcome: 'done', about: line.name }]);
  // It never had ids in the record.
  const record = await store.read(state.huntId);
  expect(record.some((event) => event.type === 'call-dialled')).toBe(false);
  expect((await world.rest('GET', `telephony/sessions/${own.body.session?.id}`)).status).toBe(200);
});
