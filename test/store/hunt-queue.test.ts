import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/hunter/base/clock.js';
import type { Log } from '../../src/hunter/base/log.js';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import type { Taking } from '../../src/hunter/run/ownership.js';
import { createHuntQueue } from '../../src/store/hunt-queue.js';
import { createRedisStore } from '../../src/store/redis-store.js';
import { direct, line, verdict } from '../hunter/support/fixtures.js';
import { asked, callOn, claimOffer, startHunt, stateOf } from '../hunter/support/running.js';
import { type Process, type ProcessOptions, startProcess } from './hunts-on-redis.js';
import { endAll, redisNode, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const there = await redisIsInstalled('hunts as jobs');
const running: Process[] = [];

describe.skipIf(!there)('hunts as jobs on one Redis', async () => {
  const redis = there ? await redisNode() : { url: '' };
  const begin = async (name: string, options?: ProcessOptions): Promise<Process> => {
    const process = await startProcess(redis.url, name, options);
    running.push(process);
    return process;
  };
  const hunt = (process: Process, ...numbers: readonly number[]) =>
    startHunt(process.hunts, { lines: numbers.map((number) => line(number)), destination: direct });
  const ownerOf = (huntId: string) => running.find(({ logged }) => logged.some((words) => isTaking(words, huntId)));

  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
  });
  afterAll(endAll);

  it('a hunt that a process without room began is run by one that has room, and claimed from anywhere', async () => {
    const bot = await begin('bot', { maxHunts: 0 });
    const hunter = await begin('hunter');
    const huntId = await hunt(bot, 1);
    await until(() => hunter.phone.callsOf('line-1').length === 1);
    const callId = callOn(hunter.phone, 'line-1');
    for (const kind of ['music', 'person'] as const)
      hunter.phone.tell({ callId, type: 'heard', verdict: verdict(kind) });
    await until(async () => (await stateOf(bot.hunts, huntId)).offers.length === 1);
    await claimOffer(bot.hunts, huntId, 'k1');
    await until(() => asked(hunter.phone, 'hand-over').length === 1);
    expect(asked(bot.phone, 'hand-over')).toEqual([]);
    hunter.phone.finishHandOver({ outcome: 'connected', way: 'bridge' });
    await until(async () => (await stateOf(bot.hunts, huntId)).endedAt !== undefined);
    await until(() => hunter.runs() === 0);
    expect(await bot.hunts.waiting()).toEqual([]);
    expect(await bot.store.openHunts()).toEqual([]);
  });

  it('a full process takes no more: the rest stands in line in order, and goes on when a hunt ends', async () => {
    const full = await begin('full', { maxHunts: 2 });
    const ids = [await hunt(full, 1), await hunt(full, 2), await hunt(full, 3), await hunt(full, 4)];
    await until(async () => full.runs() === 2 && (await full.hunts.waiting()).length === 2);
    expect(await full.hunts.waiting()).toEqual(ids.slice(2));
    await full.hunts.request(ids[0] ?? '', { type: 'cancel', by: 'U0DANA' });
    await until(async () => (await full.hunts.waiting()).length === 1 && full.runs() === 2);
    expect(await full.hunts.waiting()).toEqual(ids.slice(3));
    const other = await begin('other');
    // It dials a moment after it gets the hunt.
    await until(() => other.runs() === 1 && other.phone.callsOf('line-4').length === 1);
    for (const id of ids) await other.hunts.request(id, { type: 'cancel', by: 'U0DANA' });
    await until(() => full.runs() + other.runs() === 0);
  });

  it('lines count too: a hunt with more lines than there is room for waits, and a smaller process is not overfilled', async () => {
    const small = await begin('small', { maxLines: 3 });
    const first = await hunt(small, 1, 2);
    await until(() => small.runs() === 1);
    const second = await hunt(small, 3, 4);
    await until(async () => (await small.hunts.waiting()).length === 1);
    expect(small.hunts.figures()).toEqual({ hunts: 1, lines: 2 });
    await small.hunts.request(first, { type: 'cancel', by: 'U0DANA' });
    await until(() => small.phone.callsOf('line-3').length === 1);
    expect(small.hunts.figures()).toEqual({ hunts: 1, lines: 2 });
    await small.hunts.request(second, { type: 'cancel', by: 'U0DANA' });
    await until(() => small.runs() === 0);
  });

  it('a process that stops gives its hunts back: another goes on with the same calls', async () => {
    const one = await begin('one');
    const huntId = await hunt(one, 1);
    await until(() => one.phone.callsOf('line-1').length === 1);
    const callId = callOn(one.phone, 'line-1');
    one.phone.tell({ callId, type: 'heard', verdict: verdict('music') });
    await until(async () => (await stateOf(one.hunts, huntId)).calls[0]?.phase === 'on-hold');
    const two = await begin('two', { phone: one.phone });
    await one.stop();
    running.splice(running.indexOf(one), 1);
    await until(() => two.runs() === 1);
    expect(asked(two.phone, 'let-go')).toEqual([`let-go ${callId}`]);
    expect(asked(two.phone, 'drop')).toEqual([]);
    expect(asked(two.phone, 'dial')).toEqual(['dial line-1']);
    await two.hunts.request(huntId, { type: 'cancel', by: 'U0DANA' });
    await until(() => two.runs() === 0);
  });

  it('of two processes one runs a hunt, 30 times over', async () => {
    const [one, two] = [await begin('p'), await begin('q')];
    const ids: string[] = [];
    for (let round = 0; round < 30; round += 1) ids.push(await hunt(round % 2 === 0 ? one : two, round));
    await until(() => one.runs() + two.runs() === 30);
    const dials = [...asked(one.phone, 'dial'), ...asked(two.phone, 'dial')];
    expect(new Set(dials).size).toBe(dials.length);
    for (const id of ids) await one.hunts.request(id, { type: 'cancel', by: 'U0DANA' });
    await until(() => one.runs() + two.runs() === 0);
    expect(ids.every((id) => ownerOf(id) !== undefined)).toBe(true);
  });

  it('a hunt that a process has no room for is offered to others, and not to it again until it may have room', async () => {
    const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const store = createRedisStore({ url: redis.url, retentionMs: 60_000 });
    const queueOf = (clock: Clock, taking: Taking) => {
      const given: string[] = [];
      const queue = createHuntQueue({ url: redis.url, store, clock, log, maxHunts: 10, prefix: '{no-room}' });
      const take = async (huntId: string): Promise<Taking> => {
        given.push(huntId);
        return taking;
      };
      const nothing = async (): Promise<void> => undefined;
      queue.begin({ hasRoom: () => true, take, kept: nothing, mend: nothing, lost: () => undefined });
      return { ...queue, given };
    };
    const full = queueOf({ ...systemClock, setTimer: () => () => undefined }, 'no-room');
    const other = queueOf(systemClock, 'taken');
    await full.offer('too-big');
    await full.takeUp();
    await until(() => full.given.length === 1);
    await other.takeUp();
    await until(() => other.given.length === 1);
    await other.over('too-big');
    expect(full.given).toEqual(['too-big']);
    await Promise.all([full.stop(), other.stop()]);
    await store.close();
  });

  it('an open hunt that was never queued, because its process died between storing and offering it, is offered', async () => {
    const other = await startProcess(redis.url, 'dies', { maxHunts: 0 });
    const huntId = await hunt(other, 1);
    await other.stop();
    const { Queue } = await import('bullmq');
    const { Redis } = await import('ioredis');
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const queue = new Queue('hunts', { connection, prefix: '{hold-hunter}' });
    await queue.obliterate({ force: true });
    await queue.close();
    connection.disconnect();
    const finds = await begin('finds');
    await until(() => finds.runs() === 1);
    await finds.hunts.request(huntId, { type: 'cancel', by: 'U0DANA' });
    await until(() => finds.runs() === 0);
  });
});

function isTaking(words: string, huntId: string): boolean {
  return words.startsWith('A hunt is taken up') && words.includes(`"${huntId}"`);
}
