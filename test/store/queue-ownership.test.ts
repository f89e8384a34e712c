import fc from 'fast-check';
import { afterAll, describe, it } from 'vitest';
import { keepPromises, moves } from '../hunter/run/ownership-promises.js';
import { huntQueueWorld } from './hunt-queue-world.js';
import { endAll, redisNode } from './redis-nodes.js';
import { redisIsInstalled } from './redis-server.js';

/** As many as fit in this time: new runs start until then. */
const RUNS = 12;
const BEGIN_WITHIN_MS = 20_000;
const LOCK_MS = 500;
const there = await redisIsInstalled('the promises of ownership on BullMQ');
afterAll(endAll);

describe.skipIf(!there)('jobs of BullMQ', () => {
  it('keep the promises of ownership, whatever befalls the processes', { timeout: 90_000 }, async () => {
    const { port } = await redisNode();
    let played = 0;
    const ends: Promise<void>[] = [];
    const property = fc.asyncProperty(moves, async (each) => {
      played += 1;
      const world = huntQueueWorld(port, `run-${played}`, LOCK_MS);
      try {
        await keepPromises(world, each);
      } finally {
        // A process that was cut off takes a while to give up.
        ends.push(world.end());
      }
    });
    // A run takes seconds, so failures are not shrunk.
    await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: BEGIN_WITHIN_MS, endOnFailure: true });
    await Promise.all(ends);
  });
});
