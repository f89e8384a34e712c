import { afterEach, describe, expect, it } from 'vitest';
import type { Key } from '../../../../../src/hunter/terms.js';
import { answeredCall, type Bench, bench } from '../support/bench.js';
import type { HeardPacket } from '../support/media-peer.js';

let b: Bench;
afterEach(() => b.stop());

interface Pressed {
  readonly key: string;
  /** In samples of the sender's clock. */
  readonly from: number;
  readonly to: number;
  readonly ends: number;
}

/** The keys a receiver makes of what came in: packets of one timestamp are one press (RFC 4733 §2.3), whatever their number. */
function pressed(packets: readonly HeardPacket[]): Pressed[] {
  const presses = new Map<number, Pressed>();
  for (const { header, payload } of packets) {
    if (header.payloadType !== 101) continue;
    const one = presses.get(header.timestamp);
    const key = '0123456789*#'[payload[0] ?? 99] ?? '?';
    expect(one?.key ?? key).toBe(key);
    const to = header.timestamp + payload.readUInt16BE(2);
    const ends = (one?.ends ?? 0) + ((payload[1] ?? 0) >> 7);
    presses.set(header.timestamp, { key, from: header.timestamp, to: Math.max(to, one?.to ?? 0), ends });
  }
  return [...presses.values()];
}

const MS = 8;
const keysOf = (text: string) => [...text] as Key[];

describe('a number pressed key by key', () => {
  it.each([
    ['each after the one before was sent', '5035550142', false],
    ['all asked for at once', '8005550199', true],
    ['the same key again and again', '1111100000', true],
  ])('arrives once each, in order, at least 50 ms long and 50 ms apart: %s', async (_case, digits, atOnce) => {
    b = await bench();
    const { call } = await answeredCall(b);
    if (atOnce) await Promise.all(keysOf(digits).map((key) => b.line.press('a', key)));
    else for (const key of keysOf(digits)) await b.line.press('a', key);
    await call.media.heard((packets) => pressed(packets).length >= 10 && packets.at(-1)?.header.payloadType === 0);
    const presses = pressed(call.media.packets);
    expect(presses.map(({ key }) => key).join('')).toBe(digits);
    for (const { from, to, ends } of presses) {
      expect(to - from).toBeGreaterThanOrEqual(50 * MS);
      expect(ends).toBe(3);
    }
    presses.slice(1).forEach(({ from }, i) => {
      expect(from - (presses[i]?.to ?? 0)).toBeGreaterThanOrEqual(50 * MS);
    });
  });

  it('a phrase that is being said waits for the keys, and none of them is lost', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const said = b.line.say('a', new Int16Array(4_800).fill(9_000));
    await Promise.all(keysOf('27182').map((key) => b.line.press('a', key)));
    await said;
    expect(
      pressed(call.media.packets)
        .map(({ key }) => key)
        .join(''),
    ).toBe('27182');
  });
});

describe('keys of the far side', () => {
  it('are told once each and in order, by whichever number they come, and other events are not', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    for (const event of [5, 5, 16, 11, 0]) {
      for (const packet of call.media.sealKey(event)) await call.media.sendRaw(packet);
      await call.media.send(Buffer.alloc(160, 0x31));
    }
    await b.fact('a', 'key');
    await call.request('BYE');
    await b.fact('a', 'ended');
    expect(b.facts.flatMap((fact) => (fact.type === 'key' ? [fact.key] : []))).toEqual(['5', '5', '#', '0']);
  });
});
