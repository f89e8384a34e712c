import { expect, it } from 'vitest';
import { PacketWatch } from '../../../../../src/phone/softphone/sip/media/packet-watch.js';

const PCMU = 0;
const COMFORT_NOISE = 13;

function watch() {
  let now = 0;
  const one = new PacketWatch(4_000, () => now);
  return {
    one,
    pass(ms: number, ticks = ms / 20) {
      now += ms;
      for (let i = 0; i < ticks; i++) one.tick();
    },
  };
}

it('tells audio as lost 4 s after its last packet, well within 5 s', () => {
  const { one, pass } = watch();
  one.came(PCMU);
  pass(4_000);
  expect(one.lost).toBe(false);
  pass(20);
  expect([one.lost, one.alive]).toEqual([true, false]);
});

it('takes no pause between two pieces of hold music for a loss when it was announced, but one of half a minute', () => {
  const { one, pass } = watch();
  one.came(COMFORT_NOISE);
  pass(29_000);
  expect([one.lost, one.alive]).toEqual([false, true]);
  pass(2_000);
  expect(one.lost).toBe(true);
  one.came(PCMU);
  pass(4_020);
  expect(one.lost).toBe(true);
});

it('does not take a stalled thread for a lost line', () => {
  const { one, pass } = watch();
  one.came(PCMU);
  pass(60_000, 1);
  expect(one.lost).toBe(false);
});

it('gives audio that begins anew its time, and tells nothing of audio that never came', () => {
  const { one, pass } = watch();
  pass(60_000);
  one.restart();
  expect([one.lost, one.alive]).toEqual([false, false]);
  one.came(PCMU);
  pass(3_990);
  one.restart();
  pass(3_990);
  expect(one.lost).toBe(false);
});
