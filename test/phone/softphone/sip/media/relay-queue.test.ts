import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RelayQueue } from '../../../../../src/phone/softphone/sip/media/relay-queue.js';

const FRAME = 160;
const counting = (from: number, length: number) => Int16Array.from({ length }, (_, i) => from + i);
const frames = (queue: RelayQueue, count: number) => Array.from({ length: count }, () => queue.next());

describe('audio on its way to a listener', () => {
  it('waits for 60 ms before it begins, so that the next late packet is no gap', () => {
    const queue = new RelayQueue();
    queue.push(new Int16Array(2 * FRAME));
    expect(queue.next()).toBeUndefined();
    queue.push(counting(1, FRAME));
    expect(frames(queue, 4).map((frame) => frame?.first)).toEqual([true, false, false, undefined]);
    queue.push(new Int16Array(2 * FRAME));
    expect(queue.next()).toBeUndefined();
  });

  it('drops the oldest down to 60 ms when more than 200 ms wait, a pause of many seconds at once too', () => {
    const queue = new RelayQueue();
    for (let i = 0; i < 10; i++) queue.push(counting(i * FRAME, FRAME));
    expect(queue.held).toBe(10 * FRAME);
    queue.push(counting(10 * FRAME, FRAME));
    expect(queue.held).toBe(3 * FRAME);
    expect(queue.next()?.samples).toEqual(counting(8 * FRAME, FRAME));
    queue.push(new Int16Array(80_000).fill(7));
    expect(queue.held).toBe(3 * FRAME);
    expect(queue.next()?.samples).toEqual(new Int16Array(FRAME).fill(7));
  });

  it('never holds more than 200 ms, and what goes out is what came in, in order, less what was dropped', () => {
    const step = fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.constant('next' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new RelayQueue();
        let given = 0;
        let taken = 0;
        let last = -1;
        for (const one of steps) {
          if (one === 'next') {
            const out = queue.next()?.samples ?? [];
            taken += out.length;
            // Within a frame all samples follow each other; between frames some may have been dropped.
            out.forEach((sample, i) => {
              if (i > 0) expect(sample).toBe((last + 1) % 30_000);
              last = sample;
            });
          } else {
            queue.push(Int16Array.from({ length: one }, (_, i) => (given + i) % 30_000));
            given += one;
          }
          expect(queue.held).toBeLessThanOrEqual(1600);
          expect(taken + queue.held + queue.dropped).toBe(given);
        }
      }),
    );
  });
});
