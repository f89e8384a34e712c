import fc from 'fast-check';
import { describe, it } from 'vitest';
import { leaseWorld } from './lease-world.js';
import { keepPromises, moves } from './ownership-promises.js';

const RUNS = 300;
/** The longest one-way delay to the store. */
const LATENCY_MS = 40;

describe('leases of a store', () => {
  it(`keep the promises of ownership, ${RUNS} times, whatever befalls the processes`, async () => {
    const delays = fc.infiniteStream(fc.integer({ min: 0, max: LATENCY_MS }));
    const property = fc.asyncProperty(moves, delays, (played, each) => keepPromises(leaseWorld(each), played));
    await fc.assert(property, { numRuns: RUNS });
  });
});
