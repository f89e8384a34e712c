import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { LongCall } from '../support/long-call.js';
import { level } from '../support/radio.js';
import { one } from '../support/text.js';

/** More than two rounds of the sequence numbers lie in them, from where they begin. */
const PACKETS = 66_600;
const FIRST_SEQUENCE = 65_000;
const FRAME = 160;
/** So many at once: less than a socket's buffer holds, and the ring. */
const AT_ONCE = 90;
/** Held back at most for one that is missing. */
const BEHIND = 6;
/** A machine that stalls may add silence, but no more than this. */
const MOST_EXTRA = 3 * 8_000;
/** µ-law bytes that are no silence, each a sample of its own; a prime, so that no loss of a few packets looks like none. */
const CODES = 113;

let long: LongCall;
afterEach(() => long.stop());

const payload = (packet: number) => Buffer.alloc(FRAME, 1 + (packet % CODES));
const soundOf = (packet: number) => level(1 + (packet % CODES));

/** What the network makes of three packets: their order, and how often each arrives (0: lost, 2: doubled). */
interface Block {
  readonly order: readonly number[];
  readonly copies: readonly number[];
}

const copies = fc.oneof(
  { weight: 94, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(2) },
);
const block: fc.Arbitrary<Block> = fc.record({
  order: fc.oneof(
    { weight: 8, arbitrary: fc.constant([0, 1, 2]) },
    { weight: 2, arbitrary: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }) },
  ),
  copies: fc.array(copies, { minLength: 3, maxLength: 3 }),
});

it('66,600 packets with loss, doubles and disorder, refreshes from both sides and two resets: all that came is heard in its place', async () => {
  long = await LongCall.begin({ mediaLostMs: 5_000, repairMs: 5_000 }, '1;refresher=uac');
  long.radio.stop();
  const { media } = long.call;
  await media.heard((packets) => packets.length > 0);
  media.sequence = FIRST_SEQUENCE;
  const weather = fc.sample(block, { numRuns: PACKETS / 3, seed: 20_260_101 });

  const expected: number[] = [];
  let doubled = 0;
  let position = 0;
  let inFrame = 0;
  let next = 0;
  const wrong: string[] = [];
  long.hearing.tell((samples) => {
    for (const sample of samples) {
      if (sample !== 0) {
        const packet = expected[next] ?? Number.NaN;
        if (sample !== soundOf(packet)) wrong.push(`sample ${position}: not packet ${packet}`);
        if (inFrame === 0 && (position < packet * FRAME || position > packet * FRAME + MOST_EXTRA)) {
          wrong.push(`packet ${packet} at sample ${position}`);
        }
        inFrame = (inFrame + 1) % FRAME;
        if (inFrame === 0) next += 1;
      } else if (inFrame > 0) wrong.push(`sample ${position}: silence in a packet`);
      position += 1;
    }
  });

  const asked: Promise<{ readonly status: number }>[] = [];
  for (let from = 0; from < PACKETS; from += AT_ONCE) {
    const to = Math.min(PACKETS, from + AT_ONCE);
    const sealed = Array.from({ length: to - from }, (_, i) => media.seal(payload(from + i)));
    for (let at = from; at < to; at += 3) {
      const { order, copies: counts } = weather[at / 3] as Block;
      // The first tells where it begins, the last that what came before it is whole.
      const sent = at === 0 || at + 3 >= PACKETS ? [1, 1, 1] : counts;
      for (const i of [0, 1, 2]) if ((sent[i] ?? 0) > 0) expected.push(at + i);
      for (const i of at === 0 ? [0, 1, 2] : order) {
        for (let copy = 0; copy < (sent[i] ?? 0); copy++) await media.sendRaw(sealed[at + i - from] as Buffer);
        if (sent[i] === 2) doubled += 1;
      }
    }
    const turn = from / AT_ONCE;
    if (turn % 50 === 25) asked.push(long.call.request('UPDATE'));
    if (turn % 100 === 60) asked.push(long.offer());
    if (turn === 240 || turn === 480) {
      await Promise.all(asked);
      const bound = long.reinvited();
      long.server.reset();
      await bound;
    }
    await long.hearing.until(() => next >= expected.length - BEHIND);
  }
  await long.hearing.until(() => next >= expected.length);

  expect(wrong.slice(0, 5)).toEqual([]);
  expect(media.sequence).toBe((FIRST_SEQUENCE + PACKETS) % 65_536);
  for (const { status } of await Promise.all(asked)) expect([200, 491]).toContain(status);
  const refreshes = long.server.received.filter((m) => m.method === 'INVITE' && /;tag=/.test(one(m, 'to')));
  expect(refreshes.length).toBeGreaterThan(4);
  expect(long.ends).toEqual([]);
  await long.endpoint.hangUp('a');
  const end = long.logged.find(({ sentence }) => sentence === 'A leg ended.');
  const lost = PACKETS - expected.length;
  expect(lost).toBeGreaterThan(PACKETS / 50);
  expect(end?.fields).toMatchObject({ received: expected.length, lost, replayed: doubled, forged: 0, dropped: 0 });
});
