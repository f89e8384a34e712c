import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { StoreAway } from '../../src/hunter/base/store-away.js';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import { createFollowedHunts } from '../../src/hunter/run/followed-hunts.js';
import { direct, line, verdict } from '../hunter/support/fixtures.js';
import { asked, callOn, claimOffer, startHunt, stateOf } from '../hunter/support/running.js';
import { type Process, type ProcessOptions, startProcess } from './hunts-on-redis.js';
import { clusterNode, endAll, redisNode, sentinelTrio, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const there = await redisIsInstalled('an outage of Redis');
const running: Process[] = [];

describe.skipIf(!there)('while Redis is away', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
  });
  afterAll(endAll);

  const begin = async (url: string, name: string, options: ProcessOptions = {}): Promise<Process> => {
    const process = await startProcess(url, name, options);
    running.push(process);
    return process;
  };

  /** One process runs a hunt with a call on hold; another, which runs none, makes requests. */
  const onHold = async (url: string) => {
    const bot = await begin(url, 'bot', { maxHunts: 0 });
    const hunter = await begin(url, 'hunter');
    const huntId = await startHunt(bot.hunts, { lines: [line(1)], destination: direct });
    await until(() => hunter.phone.callsOf('line-1').length === 1);
    const callId = callOn(hunter.phone, 'line-1');
    const hear = (kind: 'music' | 'person') => hunter.phone.tell({ callId, type: 'heard', verdict: verdict(kind) });
    hear('music');
    await until(async () => (await stateOf(bot.hunts, huntId)).calls[0]?.phase === 'on-hold');
    const says = () => asked(hunter.phone, 'say').length;
    return { bot, hunter, huntId, callId, hear, says };
  };

  const takenOnce = async ({ bot, hunter, huntId }: Awaited<ReturnType<typeof onHold>>): Promise<void> => {
    await until(async () => (await stateOf(bot.hunts, huntId).catch(() => undefined))?.offers.length === 1);
    await claimOffer(bot.hunts, huntId, 'k9');
    await until(() => asked(hunter.phone, 'hand-over').length === 1);
    hunter.phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await until(async () => (await stateOf(bot.hunts, huntId)).outcome === 'connected');
    expect(asked(hunter.phone, 'hand-over')).toHaveLength(1);
    expect(asked(hunter.phone, 'dial')).toEqual(['dial line-1']);
    expect(asked(hunter.phone, 'drop')).toEqual([]);
  };

  it('an agent is heard and spoken to, a claim is refused in plain words, and after it came back empty-handed all goes on', async () => {
    const redis = await redisNode();
    const hunt = await onHold(redis.url);
    const other = await begin(redis.url, 'other');
    await redis.kill();
    hunt.hear('person');
    await until(() => hunt.says() >= 1);
    await expect(claimOffer(hunt.bot.hunts, hunt.huntId, 'k1')).rejects.toThrow(StoreAway);
    // Longer than the lock: others could take the hunt now, if the queue still existed.
    await until(() => hunt.hunter.logged.some((words) => words.startsWith('Hunts could not be renewed')));
    const spoken = hunt.says();
    await until(() => hunt.says() > spoken);
    expect(asked(hunt.hunter.phone, 'hand-over')).toEqual([]);
    await redis.start();
    await until(() => hunt.hunter.logged.some((words) => words.startsWith('The store had lost part of a hunt')));
    await takenOnce(hunt);
    expect(other.runs()).toBe(0);
  });

  it('one that hangs longer than the lock lasts loses no call, whoever has the hunt afterwards', async () => {
    const redis = await redisNode();
    const hunt = await onHold(redis.url);
    // When Redis wakes up, it may first check for dead owners. Another process then finds the call as it is.
    await begin(redis.url, 'other', { phone: hunt.hunter.phone });
    redis.freeze();
    const late = () => hunt.hunter.logged.filter((words) => words.startsWith('Hunts could not be renewed')).length;
    await until(() => late() >= 4);
    hunt.hear('person');
    await until(() => hunt.says() >= 1);
    redis.thaw();
    await takenOnce(hunt);
  });

  it('a failover to a replica causes no more than a pause', async () => {
    const { master, url } = await sentinelTrio();
    const hunt = await onHold(url);
    await master.kill();
    hunt.hear('person');
    await until(() => hunt.says() >= 1);
    await takenOnce(hunt);
  });

  it('a cluster serves the store, its notices and the queue', async () => {
    const node = await clusterNode();
    const hunt = await onHold(node.url.replace('redis://', 'redis+cluster://'));
    hunt.hear('person');
    await takenOnce(hunt);
  });

  it('a follower learns of every event in order, and that a click cannot be accepted', async () => {
    const redis = await redisNode();
    const { bot, huntId, hear } = await onHold(redis.url);
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const followed = createFollowedHunts({ hunts: bot.hunts, store: bot.store, clock: systemClock, log });
    const told: string[] = [];
    followed.onChange(({ events }) => told.push(...events.map(({ type }) => type)));
    await followed.follow();
    hear('person');
    await until(() => told.includes('offer-made'));
    await redis.kill();
    await expect(followed.request(huntId, { type: 'cancel', by: 'U0DANA' })).rejects.toThrow(/Try again/);
    await redis.start();
    await until(
      async () =>
        (await followed.request(huntId, { type: 'cancel', by: 'U0DANA' }).catch(() => undefined)) !== undefined,
    );
    await until(() => told.includes('hunt-ended'));
    expect(told.filter((type) => type === 'hunt-cancelled')).toHaveLength(1);
    followed.unfollow();
  });
});
