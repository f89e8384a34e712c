import { afterEach, describe, expect, it } from 'vitest';
import { decodeUlaw } from '../../../../../src/phone/softphone/sip/media/g711.js';
import { answeredCall, type Bench, bench, ear } from '../support/bench.js';

let b: Bench;
afterEach(() => b.stop());

const frame = (byte: number) => Buffer.alloc(160, byte);
/** What the ear hears of frames of one byte each. */
const heardBytes = (samples: Int16Array) => [...samples].filter((_, i) => i % 160 === 0);
const level = (byte: number) => decodeUlaw(Uint8Array.of(byte))[0] ?? 0;

describe('hearing', () => {
  it('hears early audio from the 183 on, before the answer', async () => {
    b = await bench();
    b.server.onInvite((call) => call.progress());
    const listener = ear();
    await b.line.dial('a', '+18005550199', listener.ring);
    await b.server.calls[0]?.media.send(frame(0x10));
    await listener.has(160);
    expect(listener.samples()[0]).toBe(level(0x10));
  });

  it('puts packets in order, drops doubles, and fills the place of a lost one with silence', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    const packets = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17].map((byte) => call.media.seal(frame(byte)));
    for (const at of [0, 2, 1, 1, 4, 5, 6]) await call.media.sendRaw(packets[at] as Buffer);
    await listener.hears(level(0x17));
    const heard = heardBytes(listener.samples());
    const at = (byte: number) => heard.indexOf(level(byte));
    // A machine that stalls may add silence, never take sound away.
    expect(heard.filter((sample) => sample !== 0)).toEqual([0x11, 0x12, 0x13, 0x15, 0x16, 0x17].map(level));
    expect(heard.slice(at(0x13) + 1, at(0x15))).toContain(0);
  });

  it('ignores stray, forged, truncated and replayed datagrams', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    const first = call.media.seal(frame(0x21));
    const forged = Buffer.from(first);
    forged[20] = (forged[20] ?? 0) ^ 1;
    for (const junk of [
      Buffer.from('hello'),
      Buffer.alloc(0),
      Buffer.alloc(2000, 0x80),
      forged,
      first.subarray(0, 15),
    ]) {
      await call.media.sendRaw(junk);
    }
    await call.media.sendRaw(first);
    await call.media.sendRaw(first);
    await call.media.send(frame(0x22));
    await listener.hears(level(0x22));
    const heard = heardBytes(listener.samples()).filter((sample) => sample !== 0);
    expect(heard).toEqual([level(0x21), level(0x22)]);
    await b.line.hangUp('a');
    await b.fact('a', 'ended');
    expect(b.logged.find((line) => line.includes('A leg ended.'))).toMatch(/"forged":5,"replayed":1/);
  });

  it('does not hear the echo of a pressed key: four bytes under the number of audio', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    await call.media.send(frame(0x11));
    await call.media.send(Buffer.of(5, 0x0a, 0x00, 0xa0));
    await call.media.send(Buffer.of(5, 0x8a, 0x03, 0x20));
    await call.media.send(frame(0x12));
    await listener.hears(level(0x12));
    const heard = [...listener.samples()].filter((sample) => sample !== 0);
    expect(new Set(heard)).toEqual(new Set([level(0x11), level(0x12)]));
  });

  it('hears on over the wrap of the sequence', async () => {
    b = await bench();
    const { call, ear: listener } = await answeredCall(b);
    call.media.sequence = 65_400;
    // Never more under way than a socket's buffer holds while the line's thread has no turn.
    const heard = () => listener.samples().filter((sample) => sample === level(0x31)).length;
    for (let sent = 0; sent < 400; sent++) {
      await call.media.send(Buffer.alloc(20, 0x31));
      while (heard() < (sent - 50) * 20) await listener.has(listener.samples().length + 1);
    }
    await call.media.send(frame(0x32));
    await listener.hears(level(0x32));
    expect(call.media.sequence).toBe((65_400 + 401) % 65_536);
    expect(listener.samples().filter((sample) => sample === level(0x31))).toHaveLength(400 * 20);
  });
});

describe('sending', () => {
  it('sends silence at the pace that is set, when nothing is said', async () => {
    b = await bench({}, true, { silentPacketsPerSecond: 50 });
    const { call } = await answeredCall(b);
    // The first second is at full pace anyway.
    await call.media.heard((packets) => packets.length >= 120);
    const at = call.media.packets.slice(60, 120).map(({ header }) => header.timestamp);
    const gaps = at.slice(1).map((timestamp, i) => (timestamp - (at[i] ?? 0)) >>> 0);
    // A machine that stalls skips some; most follow one another without a gap.
    expect(gaps.filter((gap) => gap === 160).length).toBeGreaterThan(gaps.length / 2);
  });

  it('sends at once after the answer and goes on with silence', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    await call.media.heard((packets) => packets.length >= 10);
    const [first, ...rest] = call.media.packets;
    rest.slice(0, 9).forEach((packet, i) => {
      expect(packet.header.timestamp).toBe(((first?.header.timestamp ?? 0) + (i + 1) * 160) >>> 0);
      expect(packet.header.payloadType).toBe(0);
      expect(packet.payload.every((byte) => byte === 0xff)).toBe(true);
    });
  });

  it('presses a key as RFC 4733 wants: one timestamp, growing duration, three ends, then rest', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    await Promise.all([b.line.press('a', '5'), b.line.press('a', '#')]);
    const events = call.media.packets.filter(({ header }) => header.payloadType === 101);
    expect(events).toHaveLength(22);
    const key = (event: number) => events.filter(({ payload }) => payload[0] === event);
    expect(key(5).map(({ payload }) => payload.readUInt16BE(2))).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8].map((frames) => frames * 160),
    );
    expect(key(5).map(({ payload }) => (payload[1] ?? 0) >> 7)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(new Set(key(5).map(({ header }) => header.timestamp)).size).toBe(1);
    expect(key(5).map(({ header }) => header.marker)).toEqual([true, ...Array(10).fill(false)]);
    expect((key(11)[0]?.header.timestamp ?? 0) - (key(5)[0]?.header.timestamp ?? 0)).toBe(16 * 160);
    const sequences = call.media.packets.map(({ header }) => header.sequenceNumber);
    expect(sequences.every((sequence, i) => i === 0 || sequence === (sequences[i - 1] ?? 0) + 1)).toBe(true);
  });

  it('says samples whole and in order, and stops early for something new', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const loud = Int16Array.from({ length: 1000 }, () => 8000);
    const long = b.line.say('a', new Int16Array(80_000).fill(-8000));
    await call.media.heard((packets) => packets.some(({ payload }) => payload[0] !== 0xff));
    await Promise.all([long, b.line.say('a', loud)]);
    await call.media.heard((packets) => packets.at(-1)?.payload[0] === 0xff);
    const said = Buffer.concat(call.media.packets.map(({ payload }) => payload)).filter(
      (byte) => (decodeUlaw(Uint8Array.of(byte))[0] ?? 0) > 1000,
    );
    expect(said).toHaveLength(1000);
  });

  it('rejects keys and speech on a leg that has no audio yet', async () => {
    b = await bench();
    b.server.onInvite((call) => call.reply(183, 'Progress', [['p-rc-api-ids', 'party-id=p;session-id=s']]));
    await b.line.dial('a', '+18005550199');
    await expect(b.line.press('a', '1')).rejects.toMatchObject({ code: 'not-connected' });
    await expect(b.line.say('a', new Int16Array(10))).rejects.toMatchObject({ code: 'not-connected' });
  });
});
