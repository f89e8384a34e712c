import { expect, it } from 'vitest';
import { FRAME_MS } from '../../../sandbox/ringcentral/media/frame.js';
import type { Story } from '../../../sandbox/story.js';
import { dial, VOICE } from './test-leg.js';

const keysOf = (story: Story) => story.all().flatMap((one) => (one.what === 'key' ? [`${one.key} ${one.right}`] : []));

it('order A: 1 after its prompt, 2 after its prompt, disclosures, hold, agent', async () => {
  const line = await dial({ menu: 'order-a', disclosuresMs: 3000 });
  await line.run(6500);
  line.call().key('1');
  await line.run(7000);
  line.call().key('2');
  await line.until('hold');
  await line.until('agent-speaks');
  expect(keysOf(line.story)).toEqual(['1 true', '2 true']);
});

it('order B has its disclosures between the two keys, and a key during them starts them again', async () => {
  const line = await dial({ menu: 'order-b', disclosuresMs: 3000 });
  await line.run(6500);
  line.call().key('1');
  await line.run(2500);
  line.call().key('2');
  await line.run(3400 + 7000);
  line.call().key('2');
  await line.until('hold');
  expect(keysOf(line.story)).toEqual(['1 true', '2 false', '2 true']);
});

it('a key before its option is spoken is invalid; after three mistakes the line says goodbye', async () => {
  const line = await dial({ menu: 'order-a' });
  for (let i = 0; i < 3; i++) {
    await line.run(3000);
    line.call().key('1');
  }
  await line.run(4000);
  expect(keysOf(line.story)).toEqual(['1 false', '1 false', '1 false']);
  expect(line.ended()).toBe('destination');
});

it('no key: the prompt is said again after at least 2.5 s of silence', async () => {
  const line = await dial({ menu: 'order-a' });
  let silence = 0;
  let longest = 0;
  for (let i = 0; i < 1200; i++) {
    const frame = line.call().audio.speak();
    silence = frame === undefined || frame.every((byte) => byte === 0xff) ? silence + FRAME_MS : 0;
    longest = Math.max(longest, silence);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(longest).toBeGreaterThanOrEqual(2500);
  expect(silence).toBeLessThan(longest + 1);
});

it('too busy is told by attempt of the line: the first is turned away, the second is held', async () => {
  const first = await dial({ tooBusy: [1, 0] });
  await first.until('too-busy');
  await first.run(25_000);
  expect(first.ended()).toBe('destination');
  const second = await dial({ tooBusy: [1, 0] }, 2);
  await second.until('hold');
});

it('hold is music with an announcement every so often', async () => {
  const line = await dial({ holdMs: [12_000, 12_000], announcementEveryMs: 3000 });
  await line.until('agent-speaks');
  expect(line.story.all().filter((one) => one.what === 'announcement').length).toBeGreaterThanOrEqual(2);
});

it('an agent who hears nobody asks hello, waits again, and leaves', async () => {
  const line = await dial({ agentPatienceMs: 3000 });
  await line.until('agent-speaks');
  const asked = await line.until('agent-asks-hello');
  const left = await line.until('agent-left');
  expect(left - asked).toBeGreaterThanOrEqual(3000);
  expect(line.ended()).toBe('agent');
});

it('an agent who is spoken to waits, but not longer than about 90 s', async () => {
  const line = await dial({ agentPatienceMs: 4000 });
  const spoke = await line.until('agent-speaks');
  await line.run(12_000);
  let elapsed = 12_000;
  while (line.ended() === undefined && elapsed < 200_000) {
    await line.run(1000, VOICE);
    await line.run(2000);
    elapsed += 3000;
  }
  expect(spoke).toBeGreaterThan(0);
  expect(elapsed).toBeGreaterThan(85_000);
  expect(elapsed).toBeLessThan(110_000);
  expect(line.story.all().some((one) => one.what === 'agent-heard-courtesy')).toBe(true);
});

it('with no agent left a caller waits on', async () => {
  const line = await dial({ agents: 0, holdMs: [1000, 1000] });
  await line.run(30_000);
  expect(line.ended()).toBeUndefined();
  expect(line.story.all().some((one) => one.what === 'agent-speaks')).toBe(false);
});
