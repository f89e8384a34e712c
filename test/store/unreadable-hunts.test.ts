import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/hunter/base/system-clock.js';
import { createFollowedHunts } from '../../src/hunter/run/followed-hunts.js';
import { direct, line } from '../hunter/support/fixtures.js';
import { startHunt, stateOf } from '../hunter/support/running.js';
import { type Process, type ProcessOptions, startProcess } from './hunts-on-redis.js';
import { endAll, redisNode, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const there = await redisIsInstalled('hunts that cannot be read');
const running: Process[] = [];
const NEWER = 'A newer version of the bot runs this hunt';
const DAMAGED = 'The record of a hunt is damaged';

describe.skipIf(!there)('a hunt that a process cannot read', async () => {
  const redis = there ? await redisNode() : { url: '' };
  const begin = async (name: string, options?: ProcessOptions): Promise<Process> => {
    const process = await startProcess(redis.url, name, options);
    running.push(process);
    return process;
  };
  const hunt = (process: Process, number: number) =>
    startHunt(process.hunts, { lines: [line(number)], destination: direct });
  const told = ({ logged }: Process, words: string) => logged.filter((each) => each.includes(words));
  const asking = async (work: (client: Redis) => Promise<unknown>): Promise<void> => {
    const client = new Redis(redis.url);
    await work(client);
    client.disconnect();
  };
  /** Appends to a record what no current process would. */
  const append = (huntId: string, record: string) =>
    asking((client) => client.rpush(`{hold-hunter}:hunt:${huntId}`, record));

  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
    await asking((client) => client.flushall());
  });
  afterAll(endAll);

  it('because a newer version began it, is left alone, reported once, and run by the process that can', async () => {
    const older = await begin('older', { understands: 1 });
    const bot = await begin('bot', { maxHunts: 0 });
    const huntId = await hunt(bot, 1);
    await until(() => told(older, NEWER).length === 1);
    const newer = await begin('newer');
    await until(() => newer.phone.callsOf('line-1').length === 1);
    expect((await stateOf(newer.hunts, huntId)).calls).toHaveLength(1);
    expect([older.runs(), newer.runs()]).toEqual([0, 1]);
    expect(older.phone.asked).toEqual([]);
    expect(await older.hunts.open()).toEqual([]);
    expect(await older.hunts.recent(10)).toEqual([]);
    expect(told(older, NEWER)).toHaveLength(1);
  });

  it('because a newer version continued it, is let go by its owner, who keeps the others', async () => {
    const owner = await begin('owner');
    const [gone, kept] = [await hunt(owner, 1), await hunt(owner, 2)];
    await until(() => owner.runs() === 2);
    await append(gone, JSON.stringify({ v: 3, at: 1, type: 'agent-sang', callId: 'c' }));
    await until(() => owner.runs() === 1);
    expect((await owner.hunts.open()).map(({ huntId }) => huntId)).toEqual([kept]);
    expect(told(owner, NEWER)).toHaveLength(1);
    expect(told(owner, NEWER)[0]).toContain(`of hunt ${gone} is of version 3`);
  });

  it('because its record is damaged, is reported with what is wrong, and stops neither the process nor other hunts', async () => {
    const bot = await begin('bot', { maxHunts: 0 });
    const [lost, fine] = [await hunt(bot, 1), await hunt(bot, 2)];
    await append(lost, '{"v":2,"at":1,"type":"call-answered"}');
    const hunter = await begin('hunter');
    await until(() => hunter.phone.callsOf('line-2').length === 1);
    await until(() => told(hunter, DAMAGED).length === 1);
    expect(told(hunter, DAMAGED)[0]).toContain(`Event 1 of hunt ${lost} cannot be read: callId: Invalid input`);
    await expect(hunter.store.read(lost)).rejects.toMatchObject({
      name: 'UnreadableHunt',
      huntId: lost,
      why: 'damaged',
    });
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const followed = createFollowedHunts({ hunts: bot.hunts, store: bot.store, clock: systemClock, log });
    await followed.follow();
    expect((await followed.open()).map(({ huntId }) => huntId)).toEqual([fine]);
    followed.unfollow();
    expect(told(hunter, DAMAGED)).toHaveLength(1);
  });
});
