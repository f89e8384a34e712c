import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JitterBuffer } from '../../../../../src/phone/softphone/sip/media/jitter.js';

const FRAME = 160;

/** A buffer, and one number a frame of what it gave: the packet's mark, 0 for silence. */
function buffer() {
  const given: number[] = [];
  const jitter = new JitterBuffer((samples) => {
    for (let i = 0; i < samples.length; i += FRAME) given.push(samples[i] ?? 0);
  });
  const push = (n: number, timestamp = n * FRAME) =>
    jitter.push(1, n, timestamp >>> 0, new Int16Array(FRAME).fill(n + 1));
  const wait = (ms: number) => {
    for (let i = 0; i < ms; i += 20) jitter.tick(20);
  };
  return { jitter, given, push, wait };
}

describe('the jitter buffer', () => {
  it('hands packets in order on at once', () => {
    const { given, push } = buffer();
    for (const n of [0, 1, 2]) push(n);
    expect(given).toEqual([1, 2, 3]);
  });

  it('waits for a missing packet while three later ones come, then puts silence in its place', () => {
    const { given, push } = buffer();
    for (const n of [0, 2, 3]) push(n);
    expect(given).toEqual([1]);
    push(4);
    expect(given).toEqual([1, 0, 3, 4, 5]);
    push(1);
    expect(given).toHaveLength(5);
  });

  it('waits no longer than 60 ms for a missing packet', () => {
    const { given, push, wait } = buffer();
    push(0);
    push(2);
    wait(40);
    expect(given).toEqual([1]);
    wait(20);
    expect(given).toEqual([1, 0, 3]);
  });

  it('takes a pause of the timestamps without lost packets as silence', () => {
    const { given, push } = buffer();
    push(0);
    push(1, 5 * FRAME);
    expect(given).toEqual([1, 0, 0, 0, 0, 2]);
  });

  it('fills a pause by the clock, and no second time by the timestamps', () => {
    const { given, push, wait } = buffer();
    push(0);
    wait(60);
    expect(given).toEqual([1]);
    wait(100);
    expect(given).toEqual([1, 0, 0, 0, 0, 0]);
    push(1, 9 * FRAME);
    expect(given).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  });

  it('keeps audio that comes late in a burst, and takes the delay back at the next pause', () => {
    const { given, push, wait } = buffer();
    push(0);
    wait(160);
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) push(n);
    expect(given).toEqual([1, 0, 0, 0, 0, 0, 2, 3, 4, 5, 6, 7, 8, 9]);
    push(9, 16 * FRAME);
    expect(given.slice(14)).toEqual([0, 0, 10]);
  });

  it('calls no more than 400 ms silence when nothing comes at all: a far side that is gone does not wait for an answer', () => {
    const { given, push, wait } = buffer();
    push(0);
    wait(10_000);
    expect(given).toHaveLength(1 + 20);
    push(1, 151 * FRAME);
    expect(given).toHaveLength(1 + 150 + 1);
  });

  it('believes comfort noise: the far side is there and quiet', () => {
    const { jitter, given, push, wait } = buffer();
    push(0);
    for (let n = 1; n <= 10; n++) {
      wait(200);
      jitter.push(1, n, n * 10 * FRAME, undefined);
    }
    wait(200);
    expect(given.length).toBeGreaterThan(100);
  });

  it('never gets more than 2 s longer than the time that passed', () => {
    const { given, push, wait } = buffer();
    push(0);
    let next = 1;
    for (let burst = 0; burst < 10; burst++) {
      wait(1060);
      for (let i = 0; i < 53; i++) push(next++);
    }
    expect(given.length).toBeLessThanOrEqual(next + 100);
    expect(given.filter((mark) => mark > 0)).toEqual(Array.from({ length: next }, (_, n) => n + 1));
  });

  it('starts anew with another source, and with a clock that jumps', () => {
    const { jitter, given, push } = buffer();
    push(0);
    jitter.push(2, 500, 12345, new Int16Array(FRAME).fill(70));
    jitter.push(2, 501, 4_000_000_000, new Int16Array(FRAME).fill(71));
    expect(given).toEqual([1, 70, 71]);
  });

  it('goes on over the wrap of the timestamp', () => {
    const { given, push } = buffer();
    const start = 2 ** 32 - FRAME;
    for (const n of [0, 1, 2]) push(n, start + n * FRAME);
    expect(given).toEqual([1, 2, 3]);
  });

  it('loses nothing and keeps the order when packets are only shuffled by up to two places and doubled', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ delay: fc.nat(2), double: fc.boolean() }), { minLength: 1, maxLength: 80 }),
        (course) => {
          const { given, push } = buffer();
          const order = course
            .flatMap(({ delay, double }, n) => [{ n, at: n + delay }, ...(double ? [{ n, at: n + 2 }] : [])])
            .sort((a, b) => a.at - b.at || b.n - a.n);
          // The first packet sets the start: it comes first.
          push(0);
          for (const { n } of order) push(n);
          for (let n = course.length; n < course.length + 5; n++) push(n);
          expect(given).toEqual(Array.from({ length: course.length + 5 }, (_, n) => n + 1));
        },
      ),
    );
  });

  it('gives as many samples as time passed, whatever is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 100 }), (kept) => {
        const { given, push, wait } = buffer();
        push(0);
        kept.forEach((keep, i) => {
          wait(20);
          if (keep) push(i + 1);
        });
        wait(20);
        push(kept.length + 1);
        wait(60);
        expect(given).toHaveLength(kept.length + 2);
        const marks = given.filter((mark) => mark > 0);
        expect(marks).toEqual([1, ...kept.flatMap((keep, i) => (keep ? [i + 2] : [])), kept.length + 2]);
      }),
    );
  });
});
