import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Play } from '../sandbox/play.js';
import { startPractice } from '../sandbox/practice.js';
import type { Scenario } from '../sandbox/scenario.js';
import { Story } from '../sandbox/story.js';

/** Runs `measure` in a practice world of its own, which is stopped and swept away afterwards, whatever happens. */
export async function inPractice<T>(scenario: Scenario, seed: number, measure: (play: Play) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hold-hunter-bench-'));
  const story = new Story();
  const practice = await startPractice({ story, scenario, seed, mode: 'socket', port: 0, folder });
  try {
    return await measure(new Play(practice, scenario, story));
  } catch (error) {
    throw new Error(`the bench failed; the bot's last words:\n${practice.bot.lastWords()}`, { cause: error });
  } finally {
    await practice.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
