import { describe, expect, it } from 'vitest';
import { talkTest } from '../../../sandbox/ringcentral/exchange/talk.js';
import { DEAF_AND_DUMB, SILENT_FRAME } from '../../../sandbox/ringcentral/media/frame.js';
import { Silence } from '../../../sandbox/ringcentral/media/silence.js';
import { dial, VOICE } from './test-leg.js';

describe('the measure of silence', () => {
  const measured = (use: (silence: Silence, hear: (sound: boolean, frames: number) => void) => void): number[] => {
    const told: number[] = [];
    const silence = new Silence((ms) => told.push(ms));
    use(silence, (sound, frames) => {
      for (let i = 0; i < frames; i++) silence.hear(sound);
    });
    return told;
  };

  it('is the longest of several, and tells once: at the first sound after the two have met', () => {
    const told = measured((silence, hear) => {
      hear(false, 10);
      hear(true, 1);
      hear(false, 40);
      hear(true, 5);
      silence.meet();
      hear(false, 3);
      hear(true, 1);
      hear(false, 500);
      silence.stop();
    });
    expect(told).toEqual([800]);
  });

  it('goes on after they met for as long as nothing comes, and counts the silence a call ends in', () => {
    const told = measured((silence, hear) => {
      hear(true, 1);
      silence.meet();
      hear(false, 60);
      silence.stop();
    });
    expect(told).toEqual([1_200]);
  });
});

it('an agent’s silence is told when the call ends: what came through between does not count', async () => {
  const leg = await dial({ agentPatienceMs: 60_000 });
  await leg.until('agent-speaks');
  await leg.run(1_000);
  await leg.run(400, VOICE);
  await leg.run(1_600);
  await leg.run(200, VOICE);
  leg.call().end();
  await expect.poll(() => leg.story.all().at(-1)).toMatchObject({ what: 'heard-nothing', who: 'agent', ms: 1_600 });
});

it('an agent’s silence ends with the first sound of the taker', async () => {
  const leg = await dial({ agentPatienceMs: 60_000 });
  await leg.until('agent-speaks');
  await leg.run(400, VOICE);
  leg.join();
  await leg.run(600);
  expect(leg.count('heard-nothing')).toBe(0);
  await leg.run(20, VOICE);
  expect(leg.story.all().at(-1)).toMatchObject({ what: 'heard-nothing', who: 'agent', ms: 600 });
});

it('the tones of a talk tell for how long both have been heard, when one direction comes late', () => {
  const told: number[] = [];
  const [agent, taker] = talkTest(DEAF_AND_DUMB, DEAF_AND_DUMB, (forMs) => told.push(forMs));
  for (let tick = 0; tick < 80; tick++) {
    const [fromAgent, fromTaker] = [agent.speak() ?? SILENT_FRAME, taker.speak() ?? SILENT_FRAME];
    taker.hear(fromAgent);
    // 200 ms of what the taker says are lost on the way.
    agent.hear(tick < 10 ? SILENT_FRAME : fromTaker);
  }
  expect(told).toEqual([500]);
});
