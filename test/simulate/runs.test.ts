import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { run } from '../../simulate/run.js';
import { tellStory } from '../../simulate/story.js';
import { createTally } from '../../simulate/tally.js';

const RUNS = 100;
const main = fileURLToPath(new URL('../../simulate/main.js', import.meta.url));

describe('the simulation', () => {
  it(`keeps every promise in ${RUNS} runs, in which everything goes wrong at least once`, async () => {
    const counts = new Map<string, number>();
    const tally = createTally();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const result = await run(seed);
      expect(result.breach && { seed, ...result.breach }).toBeUndefined();
      tally.add([result]);
      for (const [name, count] of Object.entries(result.tally)) counts.set(name, (counts.get(name) ?? 0) + count);
    }
    const wanted = [
      ...['process-crashed', 'process-stopped', 'process-paused', 'clock-jumped', 'store-down', 'store-failed'],
      ...['leases-lost', 'slack-failed', 'hearing-lost', 'claim-refused', 'hand-over-failed', 'connected'],
      ...['connected: bridge', 'connected: replaces', 'connected: transfer', 'connected: refer', 'taker-heard'],
      ...['ended: connected', 'ended: callback', 'ended: gave-up', 'ended: waited-too-long'],
    ];
    expect(wanted.filter((name) => !counts.has(name))).toEqual([]);
    expect(tally.table()).toMatch(/\d+ {2}crashes/);
    // On a free core it takes seconds; where others compute at the same time, it waits for them.
  });

  it('tells the same story of the same seed, byte for byte, also after other runs and in another process', async () => {
    const stories: string[] = [];
    for (const seed of [7, 8, 7]) stories.push(tellStory(await run(seed, { keep: true })));
    expect(stories[2]).toBe(stories[0]);
    expect(stories[1]).not.toBe(stories[0]);
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--seed', '7', '--runs', '1', '--story'], {
      maxBuffer: 2 ** 24,
    });
    expect(stdout).toBe(`${stories[0]}\n`);
  });

  it('tells it in seconds and in the words of the design', async () => {
    const story = tellStory(await run(1, { keep: true }));
    expect(story).toMatch(/^Run of seed 1\.\n {4}0\.000 s {2}bot 1 starts\.\n/);
    expect(story).toMatch(/ s {2}bot \d+ records for \S+: call-began/);
    expect(story).toMatch(/Every invariant held\.$/);
  });
});
