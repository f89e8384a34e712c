import { afterEach, describe, expect, it } from 'vitest';
import { device } from '../../../sandbox/ringcentral/account.js';
import { chance } from '../../../sandbox/ringcentral/random.js';
import type { SyncProgress } from '../../../src/hunter/ports/directory.js';
import { type LargeCase, largeCase } from '../support/large-account.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('the sync of a large account, within the default limits', () => {
  let large: LargeCase;
  afterEach(() => large.stop());

  it('of 1,000 extensions takes under 10 minutes without one 429, and a second one under a fifth of the requests', async () => {
    large = await largeCase(1_000);
    const first = await large.sync();
    expect(large.directory.problem()).toBeUndefined();
    expect(large.directory.lastSync()).toMatchObject({ extensions: 1_000, lines: 300, looked: 420 });
    expect(first.tooMany).toBe(0);
    expect(first.tookMs).toBeLessThan(10 * MINUTE_MS);

    await large.pass(60 * MINUTE_MS);
    large.account.extensions = large.account.extensions.map((each, index) =>
      index % 50 === 0 ? { ...each, name: `${each.name} (moved)` } : each,
    );
    const second = await large.sync();
    expect(large.directory.problem()).toBeUndefined();
    expect(second.tooMany).toBe(0);
    expect(large.directory.lastSync()?.looked).toBeGreaterThan(0);
    expect(second.requests).toBeLessThan(first.requests / 5);
    expect(large.directory.extensions()[0]?.name).toContain('moved');
  });

  it('reads lists that merely got old a few at a time, so that no sync costs as much as the first again', async () => {
    large = await largeCase(1_000);
    const first = await large.sync();
    await large.pass(5 * DAY_MS);
    let looked = 0;
    for (let hour = 0; hour < 12; hour++) {
      const later = await large.sync();
      expect(later.requests).toBeLessThan(first.requests / 5);
      looked += large.directory.lastSync()?.looked ?? 0;
      await large.pass(60 * MINUTE_MS);
    }
    expect(looked).toBe(420);
    expect((await large.sync({ everything: true })).requests).toBeGreaterThan(420);
  });

  it('tells how far it is, and never leaves a dial without its turn or a transfer without room', async () => {
    large = await largeCase(300);
    const told: SyncProgress[] = [];
    const { pacer } = large.ringCentral;
    let leastUrgent = 50;
    let dial: Promise<unknown> | undefined;
    let dialled = Number.POSITIVE_INFINITY;
    let asked = 0;
    await large.run(large.directory.refresh(), () => {
      const progress = large.directory.progress();
      if (progress !== undefined) told.push(progress);
      leastUrgent = Math.min(leastUrgent, pacer.available('light', 'urgent'));
      if (dial !== undefined || (progress?.looked ?? 0) < 60) return;
      asked = large.clock.now();
      dial = pacer.enter('light', 'normal', 15_000).then((ticket) => {
        dialled = large.clock.now();
        ticket.finished(dialled);
      });
    });
    await dial;
    expect(dialled - asked).toBeLessThan(15_000);
    expect(leastUrgent).toBeGreaterThanOrEqual(5);
    expect(large.server.tooMany()).toBe(0);
    const looks = told.map(({ looked }) => looked);
    expect(looks).toEqual(looks.toSorted((a, b) => a - b));
    const half = told.find(({ looked, of }) => looked >= of / 3 && of === 126);
    expect(half?.endsAt).toBeGreaterThan(half?.began ?? 0);
    expect(large.directory.progress()).toBeUndefined();
  });

  it('looks first at the extensions that are needed most', async () => {
    large = await largeCase(300);
    const wanted = '1150';
    large.directory.lookFirst(({ number }) => (number === wanted ? 0 : 1));
    let first: number | undefined;
    await large.run(large.directory.refresh(), () => {
      const isLine = large.directory.extensions().some(({ number, line }) => number === wanted && line);
      if (isLine) first ??= large.directory.progress()?.looked;
    });
    expect(first).toBeLessThan(10);
  });

  it('is done by one of two processes; the other tells how far it is and takes the result', async () => {
    large = await largeCase(200);
    const other = large.another();
    const working = large.directory.refresh();
    const seen: number[] = [];
    let following: Promise<void> | undefined;
    await large.run(working, () => {
      if ((large.directory.progress()?.looked ?? 0) > 10) following ??= other.directory.refresh();
      seen.push(other.directory.progress()?.looked ?? 0);
    });
    await large.run(following ?? Promise.resolve());
    expect(Math.max(...seen)).toBeGreaterThan(20);
    expect(other.directory.extensions().filter(({ line }) => line)).toHaveLength(60);
    expect(other.directory.refreshedAt()).toBe(large.directory.refreshedAt());
    expect(large.server.requests.light).toBe(84);
  });

  it('leaves a hunt that begins in another process its turn, too', async () => {
    large = await largeCase(300);
    const other = large.another();
    await other.ringCentral.signIn.token();
    const ask = () =>
      other.ringCentral.rest.send({
        method: 'GET',
        path: '/restapi/v1.0/account/~/extension/~',
        group: 'light',
        priority: 'normal',
        doing: 'to try',
      });
    const working = large.directory.refresh();
    let following: Promise<void> | undefined;
    let asked: Promise<unknown> | undefined;
    let [began, took] = [0, Number.POSITIVE_INFINITY];
    await large.run(working, () => {
      const looked = large.directory.progress()?.looked ?? 0;
      if (looked > 10) following ??= other.directory.refresh();
      if (looked < 70 || asked !== undefined) return;
      began = large.clock.now();
      // A hunt's first dial reads the credentials of a device, then its call is looked at.
      asked = ask()
        .then(ask)
        .then(() => {
          took = large.clock.now() - began;
        });
    });
    await large.run(Promise.all([asked, following]));
    expect(took).toBeLessThan(15_000);
    expect(large.server.tooMany()).toBe(0);
  });

  it('goes on after a restart where it was', async () => {
    large = await largeCase(200);
    const before = large.another();
    await large.run(before.directory.start());
    const half = new Promise<void>((resume) => {
      const look = () => {
        if ((before.directory.progress()?.looked ?? 0) < 50) large.clock.setTimer(look, 1_000);
        else resume();
      };
      look();
    });
    await large.run(half);
    before.directory.stop();
    await large.pass(6 * MINUTE_MS);
    await large.sync();
    expect(large.directory.lastSync()?.lines).toBe(60);
    expect(large.server.requests.light).toBeLessThan(84 + 5);
  });

  it('asks a few times only when devices may not be read, and says at each extension which permission is missing', async () => {
    large = await largeCase(200, { missingUserPermissions: ['ReadUserDevices'] });
    await large.sync();
    expect(large.server.requests.light).toBeLessThanOrEqual(5);
    const refused = large.directory.extensions().filter(({ obstacle }) => obstacle === 'not-readable');
    expect(refused).toHaveLength(84);
    expect(refused.every(({ cannotCall }) => cannotCall?.includes('lacks the permission ReadUserDevices'))).toBe(true);
  });

  it('looks again at one extension when somebody asks: a phone that was added is found with three requests', async () => {
    large = await largeCase(100);
    await large.sync();
    const without = large.directory.extensions().find(({ obstacle }) => obstacle === 'no-hearing-device');
    const before = large.server.requests.light;
    large.account.extensions = large.account.extensions.map((each) =>
      each.id === without?.id
        ? { ...each, devices: [device('OtherPhone', '99999', each.directNumber, chance(1, 'new'))] }
        : each,
    );
    const [one, two] = await large.run(
      Promise.all([large.directory.lookAgain(without?.id ?? ''), large.directory.lookAgain(without?.id ?? '')]),
    );
    expect(one?.line).toBeDefined();
    expect(two).toEqual(one);
    expect(large.server.requests.light).toBe(before + 3);
    expect(await large.directory.lookAgain('no such extension')).toBeUndefined();
    // The next sync finds nothing changed there.
    await large.sync();
    expect(large.directory.lastSync()?.looked).toBe(0);
  });
});
