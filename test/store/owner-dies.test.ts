import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { direct, line } from '../hunter/support/fixtures.js';
import { asked, startHunt, stateOf } from '../hunter/support/running.js';
import { type Process, startProcess } from './hunts-on-redis.js';
import { endAll, redisNode, until } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

const there = await redisIsInstalled('the death of an owner');

const children: ChildProcess[] = [];

/** A separate process that runs hunts, and the requests its phone got. */
async function owner(url: string) {
  const child = fork(fileURLToPath(new URL('./owner-process.js', import.meta.url)), [url, 'child']);
  // A failed test leaves no process behind, not even a frozen one.
  children.push(child);
  const says: string[] = [];
  child.on('message', (what) => says.push(String(what)));
  await until(() => says.includes('ready'));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return { child, says, gone };
}

/** Hunts with one line each that the process runs, all ringing. */
async function ringing(bot: Process, says: readonly string[], count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    ids.push(await startHunt(bot.hunts, { lines: [line(number)], destination: direct }));
  }
  await until(() => says.filter((what) => what.startsWith('dial ')).length === count);
  await until(async () => (await Promise.all(ids.map((id) => stateOf(bot.hunts, id)))).every(isRinging));
  return ids;
}

describe.skipIf(!there)('an owner', () => {
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await endAll();
  });

  it('that is killed is followed by another, which looks at its calls before it does anything', async () => {
    const redis = await redisNode();
    const { child, says, gone } = await owner(redis.url);
    const bot = await startProcess(redis.url, 'bot', { maxHunts: 0 });
    const ids = await ringing(bot, says, 5);
    const heir = await startProcess(redis.url, 'heir');
    child.kill('SIGKILL');
    await gone;
    expect(heir.runs()).toBe(0);
    await until(() => heir.runs() === 5);
    await until(() => asked(heir.phone, 'resume').length === 5);
    expect(asked(heir.phone, 'dial')).toEqual([]);
    expect(heir.logged.filter((words) => words.startsWith('A hunt is taken up'))).toHaveLength(5);
    for (const id of ids) await bot.hunts.request(id, { type: 'cancel', by: 'U0DANA' });
    await until(() => heir.runs() === 0);
    await Promise.all([heir.stop(), bot.stop()]);
  });

  it('that froze while another took over does nothing when it wakes up, except leave its calls', async () => {
    const redis = await redisNode();
    const { child, says, gone } = await owner(redis.url);
    const bot = await startProcess(redis.url, 'bot', { maxHunts: 0 });
    const [huntId = ''] = await ringing(bot, says, 1);
    child.kill('SIGSTOP');
    const heir = await startProcess(redis.url, 'heir');
    await until(() => heir.runs() === 1);
    await bot.hunts.request(huntId, { type: 'cancel', by: 'U0DANA' });
    await until(() => heir.runs() === 0);
    const before = says.length;
    child.kill('SIGCONT');
    await until(() => says.some((what) => what.startsWith('let-go ')));
    expect(says.slice(before).filter((what) => !/^(let-go|tune) /.test(what))).toEqual([]);
    child.kill('SIGKILL');
    await gone;
    await Promise.all([heir.stop(), bot.stop()]);
  });
});

function isRinging(state: { readonly calls: readonly { readonly phase: string }[] }): boolean {
  return state.calls[0]?.phase === 'ringing';
}
