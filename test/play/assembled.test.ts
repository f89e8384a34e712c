import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Play } from '../../sandbox/play.js';
import { type Practice, startPractice } from '../../sandbox/practice.js';
import { scenario } from '../../sandbox/scenario.js';
import { Story } from '../../sandbox/story.js';

const MORTAL_WORKERS = fileURLToPath(new URL('../support/mortal-workers.js', import.meta.url));

let practice: Practice | undefined;
let folder = '';
afterEach(async () => {
  await practice?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The whole bot as it is assembled in production, on practice counterparts, with a call on hold; workers of the file die at a signal. */
async function onHold(worker: string) {
  const story = new Story();
  const told = scenario({
    name: 'a-part-dies',
    about: 'A part of the bot dies while a call holds.',
    expected: 'cancelled',
    destination: { holdMs: [600_000, 600_000] },
    settings: { NODE_OPTIONS: `--import ${MORTAL_WORKERS}`, MORTAL_WORKER: worker },
    act: async () => undefined,
  });
  folder = await mkdtemp(join(tmpdir(), 'hold-hunter-assembled-'));
  const world = await startPractice({ story, scenario: told, seed: 3, mode: 'socket', port: 0, folder });
  practice = world;
  const play = new Play(world, told, story);
  await play.startHunt(play.person(0), { lines: { first: 1 } });
  const inThread = (text: RegExp) =>
    play.messages().some((each) => each.threadTs !== undefined && text.test(each.text));
  await expect.poll(() => inThread(/ is on hold\./)).toBe(true);
  return { inThread, dies: () => process.kill(world.bot.pid ?? Number.NaN, 'SIGUSR2') };
}

describe('the assembled bot', () => {
  it.each([
    ['ear', 'ear-worker.js', /can no longer listen to .*keeps its place/],
    ['softphone', 'softphone-worker.js', / ended: /],
  ])('tells people of their call when the worker of the %s dies again and again', async (_, worker, words) => {
    const { inThread, dies } = await onHold(worker);
    await expect
      .poll(
        () => {
          dies();
          return inThread(words);
        },
        { interval: 500 },
      )
      .toBe(true);
  });
});
