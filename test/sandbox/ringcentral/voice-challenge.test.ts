import { expect, it } from 'vitest';
import { dial, VOICE } from './test-leg.js';

it('the challenge is passed by a taker who speaks, and then the hold begins', async () => {
  const line = await dial({ voiceChallenge: true });
  await line.told('challenge');
  await line.silence(1000);
  line.join();
  await line.run(600);
  await line.run(600, VOICE);
  await line.told('challenge-passed');
  await line.told('hold');
});

it('a machine’s phrase does not pass it, nor a taker who is silent: asked twice, then goodbye', async () => {
  const line = await dial({ voiceChallenge: true });
  await line.told('challenge');
  await line.silence(1000);
  await line.run(3000, VOICE);
  line.join();
  await line.told('challenge-failed');
  await line.run(1000);
  expect(line.ended()).toBe('destination');
  expect([line.count('challenge'), line.count('challenge-passed'), line.count('hold')]).toEqual([2, 0, 0]);
});
