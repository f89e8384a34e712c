import { afterEach, expect, it } from 'vitest';
import { MediaClock } from '../../../sandbox/ringcentral/media/clock.js';
import { DtmfDecoder } from '../../../sandbox/ringcentral/media/dtmf.js';
import type { Frame } from '../../../sandbox/ringcentral/media/frame.js';
import { encode, LINEAR } from '../../../sandbox/ringcentral/media/mulaw.js';
import { RtpLeg } from '../../../sandbox/ringcentral/media/rtp-leg.js';
import { SUITES } from '../../../sandbox/ringcentral/media/srtp.js';
import { looped, shareAt, tone } from '../../../sandbox/ringcentral/media/tones.js';

const open: { close?(): void; stop?(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) {
    one.stop?.();
    one.close?.();
  }
});

it('µ-law keeps samples within its step, and zero is 0xff', () => {
  expect(encode([0])[0]).toBe(0xff);
  for (const value of [-32000, -5000, -100, 100, 5000, 32000]) {
    const back = LINEAR[encode([value])[0] ?? 0] ?? 0;
    expect(Math.abs(back - value)).toBeLessThan(Math.max(8, Math.abs(value) / 16));
  }
});

it('a key sent paced, in one burst, twice, or without its end packets is told once each time it was pressed', () => {
  const keys: string[] = [];
  const decoder = new DtmfDecoder((key) => keys.push(key));
  const packet = (timestamp: number, event: number, end: boolean, duration: number) =>
    decoder.packet(timestamp, Uint8Array.of(event, (end ? 0x80 : 0) | 10, duration >> 8, duration & 0xff));
  for (const duration of [160, 320, 480]) packet(0xfffffc00, 1, false, duration);
  for (let i = 0; i < 3; i++) packet(0xfffffc00, 1, true, 640);
  for (const end of [false, false, false, true, true, true]) packet(600, 11, end, 800);
  for (let i = 0; i < 4; i++) packet(2200, 2, false, 160 * i);
  packet(600, 11, true, 800);
  packet(3800, 1, true, 800);
  expect(keys).toEqual(['1', '#', '2', '1']);
});

it.each(SUITES)(
  'audio runs over the wrap of the sequence number, both ways, and after a stray datagram: %s',
  async (suite) => {
    const [a, b] = await Promise.all([RtpLeg.open(() => undefined, 65_530), RtpLeg.open(() => undefined, 3)]);
    open.push(a, b);
    a.connect({ address: '127.0.0.1', port: b.port, suite, key: b.keys[suite], dtmfType: 101 });
    b.connect({ address: '127.0.0.1', port: a.port, suite, key: a.keys[suite], dtmfType: 101 });
    const clock = new MediaClock();
    open.push(clock);
    const speaker = looped(tone(1000, 1));
    const heard: Frame[] = [];
    a.sendJunk();
    await new Promise<void>((resolve) => {
      const listener = {
        speak: () => undefined,
        hear: (frame: Frame) => {
          heard.push(frame);
          if (heard.filter((one) => shareAt(1000, one) > 0.8).length >= 20) resolve();
        },
      };
      clock.join(speaker, a);
      clock.join(b, listener);
    });
    expect(heard.length).toBeLessThan(40);
  },
);
