import { expect, it } from 'vitest';
import { DISCLOSURES } from '../../../sandbox/ringcentral/destination/disclosures.js';
import { FRAME_MS } from '../../../sandbox/ringcentral/media/frame.js';
import { dial, isSilent, type TestLeg } from './test-leg.js';

const FIVE_MINUTES_MS = 300_000;

/** Past the language prompt of order B. */
async function atDisclosures(disclosuresMs: number): Promise<TestLeg> {
  const line = await dial({ menu: 'order-b', disclosuresMs });
  await line.silence(1000);
  line.press('1');
  await line.told('disclosures-begin');
  return line;
}

it('five minutes of disclosures last five minutes, to a sentence', async () => {
  const line = await atDisclosures(FIVE_MINUTES_MS);
  const before = line.said.length;
  await line.told('disclosures-end');
  const lastedMs = (line.said.length - before) * FRAME_MS;
  expect(Math.abs(lastedMs - FIVE_MINUTES_MS)).toBeLessThan(5_000);
});

it('no sentence of them is another one, so that a listener never hears them come round in five minutes', () => {
  expect(new Set(DISCLOSURES).size).toBe(DISCLOSURES.length);
  const words = DISCLOSURES.join(' ').split(' ').length;
  // An eSpeak voice of 150 words a minute, and 0.8 s between sentences on average.
  expect((words / 150) * 60 + DISCLOSURES.length * 0.8).toBeGreaterThan(300);
});

it('pauses between the sentences vary, from 0.2 to 1.4 s', async () => {
  const line = await atDisclosures(60_000);
  const before = line.said.length;
  await line.told('disclosures-end');
  const pauses = pausesMs(line.said.slice(before));
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(200);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(1440);
  expect(new Set(pauses).size).toBeGreaterThan(8);
});

it('a key during them begins them again', async () => {
  const line = await atDisclosures(20_000);
  await line.run(8_000);
  line.press('2');
  await line.run(8_000);
  expect(line.count('disclosures-end')).toBe(0);
  await line.told('disclosures-end');
  expect(line.count('key')).toBe(2);
});

/** The silences between what was said. */
function pausesMs(said: readonly Uint8Array[]): number[] {
  const pauses: number[] = [];
  let silent = 0;
  for (const frame of said) {
    if (isSilent(frame)) silent++;
    else {
      if (silent > 0) pauses.push(silent * FRAME_MS);
      silent = 0;
    }
  }
  return pauses;
}
