import { expect, it } from 'vitest';
import { FRAME_MS } from '../../../sandbox/ringcentral/media/frame.js';
import type { DestinationPlan } from '../../../sandbox/world.js';
import { dial, isSilent, type TestLeg } from './test-leg.js';

/** All that two calls of one destination heard until something was told. */
async function twice(plan: Partial<DestinationPlan>, until: string): Promise<[Buffer, Buffer]> {
  const heard = async (calls: number): Promise<Buffer> => {
    const line = await dial(plan, calls);
    await line.told(until);
    return Buffer.concat(line.said);
  };
  return [await heard(1), await heard(2)];
}

it('closed: the hours are told, and the line hangs up', async () => {
  const line = await dial({ closed: true, menu: 'order-a' });
  await line.told('closed');
  await line.run(30_000);
  expect(line.ended()).toBe('destination');
  expect([line.count('key'), line.count('hold')]).toEqual([0, 0]);
});

it('a voice bot asks twice, waits 4 s each time, and lets the caller through', async () => {
  const line = await dial({ voiceBot: true });
  await line.told('hold');
  expect(line.count('voice-bot')).toBe(2);
  expect(longestSilenceMs(line)).toBeGreaterThanOrEqual(4000);
});

it('an estimate comes before the callback offer, both before hold', async () => {
  const line = await dial({ estimate: true, callbackOffer: 'before-hold' });
  await line.told('hold');
  const order = line.story.all().flatMap(({ what }) => (what === 'said' ? [] : [what]));
  expect(order).toEqual(['estimate', 'callback-offered', 'callback-not-taken', 'hold']);
});

it('recordings are the same sample for sample in each call', async () => {
  const plan = { voiceBot: true, estimate: true, callbackOffer: 'before-hold' } as const;
  const [one, other] = await twice(plan, 'hold');
  expect(one.equals(other)).toBe(true);
});

it('a rare recording is said in the calls that are named, in the place of an announcement', async () => {
  const plan = { holdMs: [18_000, 18_000], announcementEveryMs: 3_000, rareAnnouncement: { inCalls: [1] } } as const;
  const usual = await dial(plan);
  await usual.told('agent-speaks');
  const rare = await dial(plan, 2);
  await rare.told('rare-announcement');
  await rare.told('agent-speaks');
  expect(usual.count('rare-announcement')).toBe(0);
});

function longestSilenceMs({ said }: TestLeg): number {
  let longest = 0;
  let silence = 0;
  for (const frame of said) {
    silence = isSilent(frame) ? silence + FRAME_MS : 0;
    longest = Math.max(longest, silence);
  }
  return longest;
}
