import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { direct, line } from '../hunter/fixtures.js';
import { asked, startHunt, stateOf } from '../hunter/running.js';
import { startProcess } from './hunts-on-redis.js';
import { endAll, hasRedis, redisNode, until } from './redis-nodes.js';

const there = await hasRedis();
if (!there) console.warn('The death of an owner is not tested: no redis-server is installed.');

describe.skipIf(!there)('an owner that is killed', () => {
  afterAll(endAll);

  it('is followed by another, which looks at its calls before it does anything', async () => {
    const redis = await redisNode();
    const child = fork(fileURLToPath(new URL('./owner-process.js', import.meta.url)), [redis.url, 'child']);
    const says: string[] = [];
    child.on('message', (what) => says.push(String(what)));
    await until(() => says.includes('ready'));
    const bot = await startProcess(redis.url, 'bot', { maxHunts: 0 });
    const ids: string[] = [];
    for (let number = 1; number <= 5; number += 1) {
      ids.push(await startHunt(bot.hunts, { lines: [line(number)], destination: direct }));
    }
    await until(() => says.filter((what) => what.startsWith('dial ')).length === 5);
    await until(async () => (await Promise.all(ids.map((id) => stateOf(bot.hunts, id)))).every(isRinging));
    const heir = await startProcess(redis.url, 'heir');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(heir.runs()).toBe(0);
    await until(() => heir.runs() === 5);
    await until(() => heir.phone.asked.filter(({ what }) => what.startsWith('resume ')).length === 5);
    expect(asked(heir.phone, 'dial')).toEqual([]);
    expect(heir.logged.filter((words) => words.startsWith('A hunt is taken up'))).toHaveLength(5);
    for (const id of ids) await bot.hunts.request(id, { type: 'cancel', by: 'U0DANA' });
    await until(() => heir.runs() === 0);
    await Promise.all([heir.stop(), bot.stop()]);
  }, 60_000);
});

function isRinging(state: { readonly calls: readonly { readonly phase: string }[] }): boolean {
  return state.calls[0]?.phase === 'ringing';
}
