import { afterEach, describe, expect, it } from 'vitest';
import { decodeUlaw, encodeUlaw } from '../../../../../src/phone/softphone/sip/media/g711.js';
import { answeredCall, type Bench, bench, ear } from '../support/bench.js';
import type { HeardPacket, MediaPeer } from '../support/media-peer.js';

let b: Bench;
afterEach(() => b.stop());

const FRAME = 160;
const SILENCE = 0xff;
/** 20 ms of a tone, its phase going on from frame to frame. */
const tone = (hz: number, frame: number, amplitude = 8000) =>
  encodeUlaw(
    Int16Array.from({ length: FRAME }, (_, i) =>
      Math.round(amplitude * Math.sin((2 * Math.PI * hz * (frame * FRAME + i)) / 8000)),
    ),
  );
/** The amplitude of one frequency in some samples (Goertzel's sum, written out). */
function amplitudeAt(hz: number, samples: Int16Array): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / 8000);
    im += sample * Math.sin((2 * Math.PI * hz * i) / 8000);
  });
  return (2 * Math.hypot(re, im)) / samples.length;
}
const isSilent = ({ payload }: HeardPacket) => payload.every((byte) => byte === SILENCE);
const sounding = (packets: readonly HeardPacket[]) => packets.filter((packet) => !isSilent(packet));
const samplesOf = (packets: readonly HeardPacket[]) => decodeUlaw(Buffer.concat(packets.map(({ payload }) => payload)));

/** The call, and a person on a second leg of the same line who listens in. */
async function listened() {
  b = await bench();
  const { call } = await answeredCall(b, 'call');
  const { call: person } = await answeredCall(b, 'listen', ear());
  await b.line.relay('call', 'listen');
  return { call: call.media, person: person.media };
}

/** Plays frames at the pace of the packets that come back: no clock of the test's own. */
async function play(from: MediaPeer, by: MediaPeer, frames: number, frame: (i: number) => Buffer): Promise<void> {
  for (let i = 0; i < frames; i++) {
    const before = by.packets.length;
    await from.send(frame(i));
    await by.heard((packets) => packets.length > before);
  }
}

describe('listening in', () => {
  it('the person hears the call at its level, whole and in order', async () => {
    const { call, person } = await listened();
    // Two tones apart in time: the first frames say 440 Hz, the later ones 1000 Hz.
    await play(call, person, 40, (i) => tone(i < 20 ? 440 : 1000, i));
    await person.heard((packets) => sounding(packets).length >= 40);
    const heard = sounding(person.packets);
    expect(heard).toHaveLength(40);
    expect(heard.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 40 }, (_, i) => tone(i < 20 ? 440 : 1000, i)),
    );
    expect(amplitudeAt(440, samplesOf(heard.slice(0, 20)))).toBeGreaterThan(7_800);
    expect(amplitudeAt(1000, samplesOf(heard.slice(0, 20)))).toBeLessThan(100);
    expect(amplitudeAt(1000, samplesOf(heard.slice(20)))).toBeGreaterThan(7_800);
    expect(heard[0]?.header.marker).toBe(true);
  });

  it('nothing of the person is heard on the call', async () => {
    const { call, person } = await listened();
    await play(person, person, 20, (i) => tone(700, i));
    await call.heard((packets) => packets.length >= 30);
    expect(sounding(call.packets)).toEqual([]);
  });

  it('a burst after a stall of the network comes out in order, and its newest sound is among it', async () => {
    const { call, person } = await listened();
    for (let i = 0; i < 100; i++) await call.send(Buffer.alloc(FRAME, i));
    await person.heard((packets) => packets.some(({ payload }) => payload[0] === 99));
    const bytes = sounding(person.packets).map(({ payload }) => payload[0] ?? 0);
    expect(bytes).toEqual([...bytes].sort((one, other) => one - other));
  });

  it('gaps on the way are heard as silence, and the sound goes on after them', async () => {
    const { call, person } = await listened();
    await play(call, person, 10, (i) => tone(440, i));
    call.sequence += 5;
    call.timestamp += 5 * FRAME;
    await play(call, person, 10, (i) => tone(440, 15 + i));
    await person.heard((packets) => sounding(packets).length >= 20);
    expect(samplesOf(sounding(person.packets))).toEqual(
      samplesOf(
        [...Array(25).keys()].filter((i) => i < 10 || i >= 15).map((i) => ({ payload: tone(440, i) }) as never),
      ),
    );
  });

  it('what is said to the person goes before the call’s sound, which is there again at once and not late', async () => {
    const { call, person } = await listened();
    const said = b.line.say('listen', new Int16Array(10 * FRAME).fill(-12_000));
    await play(call, person, 30, (i) => tone(440, i));
    await said;
    const heard = sounding(person.packets);
    const voice = heard.filter(({ payload }) => (decodeUlaw(payload)[0] ?? 0) < -11_000);
    expect(voice).toHaveLength(10);
    await person.heard((packets) => packets.some(({ payload }) => payload.equals(tone(440, 29))));
  });

  it('the call goes on when the person hangs up, and is heard by the ear as before', async () => {
    b = await bench();
    const { call, ear: hearing } = await answeredCall(b, 'call');
    const { call: person } = await answeredCall(b, 'listen');
    await b.line.relay('call', 'listen');
    await play(call.media, call.media, 5, () => Buffer.alloc(FRAME, 0x21));
    await person.request('BYE');
    expect(await b.fact('listen', 'ended')).toMatchObject({ end: { cause: 'far-end' } });
    await play(call.media, call.media, 5, () => Buffer.alloc(FRAME, 0x22));
    await hearing.hears(decodeUlaw(Uint8Array.of(0x22))[0] ?? 0);
    expect(b.facts.some((fact) => fact.leg === 'call' && fact.type === 'ended')).toBe(false);
  });

  it('the person’s leg stays up when the call ends, for its owner to hang up', async () => {
    b = await bench();
    const { call } = await answeredCall(b, 'call');
    const { call: person } = await answeredCall(b, 'listen');
    await b.line.relay('call', 'listen');
    await call.request('BYE');
    await b.fact('call', 'ended');
    await b.line.hangUp('listen');
    await person.seen('BYE');
    expect(await b.fact('listen', 'ended')).toMatchObject({ end: { cause: 'us' } });
  });

  it('is refused for legs that are not there', async () => {
    b = await bench();
    await answeredCall(b, 'call');
    await expect(b.line.relay('call', 'nobody')).rejects.toMatchObject({ code: 'no-leg' });
    await expect(b.line.relay('nobody', 'call')).rejects.toMatchObject({ code: 'no-leg' });
  });
});
