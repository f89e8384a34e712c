import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createAudit, withoutNumbers } from '../../../src/hunter/office/audit.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock } from '../../../support/virtual-clock.js';
import { T0 } from '../support/fixtures.js';

const DAY = 24 * 3_600_000;

function setUp() {
  const clock = createVirtualClock();
  const store = createMemoryStore({ retentionMs: DAY, now: () => clock.now() });
  const refused = { times: 0 };
  const shaky: Pick<typeof store, 'appendLog' | 'readLog'> = {
    async appendLog(...args) {
      if (refused.times-- > 0) throw new Error('the store is away');
      return store.appendLog(...args);
    },
    readLog: (...args) => store.readLog(...args),
  };
  const audit = createAudit({ store: shaky, log: pino({ level: 'silent' }), keepDays: 30, clock });
  const all = (limit = 100) => audit.read({ from: 0, to: clock.now(), limit });
  return { clock, audit, refused, all };
}

describe('the audit', () => {
  it('says who did what, newest first, across days', async () => {
    const { clock, audit, all } = setUp();
    audit.record({ by: 'U1', act: 'start-hunt', outcome: 'done', hunt: 'h1' });
    await clock.advance(DAY);
    audit.record({ by: 'U2', act: 'stop-hunt', outcome: 'refused', hunt: 'h1', why: 'not-requester' });
    await audit.flush();
    expect((await all()).map(({ by, act }) => [by, act])).toEqual([
      ['U2', 'stop-hunt'],
      ['U1', 'start-hunt'],
    ]);
    expect(await all(1)).toHaveLength(1);
    expect((await all())[1]?.at).toBe(T0);
  });

  it('loses nothing while the store is unreachable, and keeps the order', async () => {
    const { clock, audit, refused, all } = setUp();
    refused.times = 3;
    for (const by of ['U1', 'U2', 'U3']) audit.record({ by, act: 'claim', outcome: 'done' });
    for (let s = 0; s < 5; s++) await clock.advance(1_000);
    await audit.flush();
    expect((await all()).map(({ by }) => by)).toEqual(['U3', 'U2', 'U1']);
  });

  it('keeps a day for as long as the settings say', async () => {
    const { clock, audit, all } = setUp();
    audit.record({ by: 'U1', act: 'link', outcome: 'done' });
    await audit.flush();
    await clock.advance(29 * DAY);
    expect(await all()).toHaveLength(1);
    await clock.advance(2 * DAY);
    expect(await all()).toEqual([]);
  });

  it('stores no phone numbers', async () => {
    const { audit, all } = setUp();
    audit.record({ by: 'U1', act: 'link', outcome: 'done', about: 'rung at +1 (202) 555-0147', why: '2025550147' });
    await audit.flush();
    expect(JSON.stringify(await all())).not.toMatch(/555/);
  });
});

describe('phone numbers in an audit text', () => {
  it('are left out however they are written, and short ones such as extensions stay', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 15 });
    const between = fc.constantFrom('', ' ', '-', '.', ') ');
    fc.assert(
      fc.property(digits, between, (number, gap) => {
        const text = withoutNumbers(`call ${number.join(gap)} now`);
        expect(text.replace(/\D/g, '').length).toBeLessThanOrEqual(2);
      }),
    );
    expect(withoutNumbers('line 201, 5 → 8 lines')).toBe('line 201, 5 → 8 lines');
  });
});
