import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAudioRing, RING_SAMPLES, RingReader, RingWriter } from '../../../src/hunter/base/audio-ring.js';

/** Consecutively numbered samples, so that order and gaps show. */
const numbered = (from: number, count: number) => Int16Array.from({ length: count }, (_, i) => (from + i) % 30_011);

/** A step on a ring: write some samples, read everything waiting, or skip some. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      write: fc.oneof(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 2 * RING_SAMPLES + 50 })),
    }),
    fc.record({ skip: fc.integer({ min: 0, max: 2000 }) }),
    fc.constant({ read: true }),
  ),
  { maxLength: 40 },
);

describe('the ring between a line and the ear', () => {
  it('reads what was written, in order and however it is cut, and counts what is missing', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ring = createAudioRing();
        const writer = new RingWriter(ring);
        const reader = new RingReader(ring);
        let written = 0;
        let read = 0;
        for (const step of all) {
          if ('write' in step) {
            writer.write(numbered(written, step.write));
            written += step.write;
          } else if ('skip' in step) {
            read += reader.skip(step.skip);
          } else {
            const { lost, samples } = reader.read();
            expect(lost).toBe(Math.max(0, written - read - RING_SAMPLES));
            expect(samples).toEqual(numbered(read + lost, samples.length));
            read += lost + samples.length;
            expect(read).toBe(written);
          }
          expect(reader.waiting).toBe(written - read);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('overwrites what is not read in time, oldest first', () => {
    const ring = createAudioRing();
    new RingWriter(ring).write(numbered(0, RING_SAMPLES + 3));
    const { lost, samples } = new RingReader(ring).read();
    expect(lost).toBe(3);
    expect(samples).toEqual(numbered(3, RING_SAMPLES));
  });

  it('lets a new reader continue where the previous one stopped', () => {
    const ring = createAudioRing();
    const writer = new RingWriter(ring);
    writer.write(numbered(0, 500));
    new RingReader(ring).read();
    writer.write(numbered(500, 20));
    expect(new RingReader(ring).read()).toEqual({ lost: 0, samples: numbered(500, 20) });
  });

  it('has ended once it is closed and everything is read', () => {
    const ring = createAudioRing();
    const writer = new RingWriter(ring);
    const reader = new RingReader(ring);
    writer.write(numbered(0, 160));
    expect(reader.ended).toBe(false);
    writer.close();
    expect(reader.ended).toBe(false);
    reader.read();
    expect(reader.ended).toBe(true);
  });

  it('reads a much too fast writer in another thread in order, and counts what it overwrote', async () => {
    const total = 3_000_000;
    const ring = createAudioRing();
    const source = `
      const { workerData } = require('node:worker_threads');
      import(workerData.file).then(({ RingWriter }) => {
        const writer = new RingWriter(workerData.ring);
        for (let at = 0; at < workerData.total; ) {
          const count = Math.min(1 + (at * 7) % 4001, workerData.total - at);
          writer.write(Int16Array.from({ length: count }, (_, i) => (at + i) % 30_011));
          at += count;
        }
        writer.close();
      });`;
    const file = new URL('../../../src/hunter/base/audio-ring.js', import.meta.url).href;
    const worker = new Worker(source, { eval: true, workerData: { ring, total, file } });
    const reader = new RingReader(ring);
    let at = 0;
    let lostInAll = 0;
    while (!reader.ended) {
      const { lost, samples } = reader.read();
      lostInAll += lost;
      at += lost;
      const wrong = samples.findIndex((sample, i) => sample !== (at + i) % 30_011);
      expect(wrong).toBe(-1);
      at += samples.length;
      await turn();
    }
    expect(at).toBe(total);
    expect(lostInAll).toBeLessThan(total);
    await worker.terminate();
  });
});
