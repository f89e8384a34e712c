import { expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import { atLevel, join, music, overTheLine, seeded, silence } from '../../support/call-audio.js';
import { speech, VOICES } from '../../support/speech.js';
import { people } from '../support/play.js';

const HOLD = [
  'Please continue to hold. All of our representatives are assisting other callers.',
  'Your call will be answered in the order it was received. Thank you for your patience.',
];

function hear(listener: Listener, audio: Int16Array, seed: number): Verdict[] {
  const line = overTheLine(audio, { gainDb: -2, lossShare: 0.01, noiseDb: -68 }, seeded(seed));
  const told: Verdict[] = [];
  for (let at = 0; at < line.length; at += 160) told.push(...listener.hear(line.subarray(at, at + 160)));
  return told;
}

it('the recorded voice right before an agent is learned at the hand-over, and no word of the agent is', async () => {
  const say = async (voice: keyof typeof VOICES, text: string) => atLevel(await speech(text, VOICES[voice]), -21);
  const [one, two] = [await say('recording', HOLD[0] ?? ''), await say('recording', HOLD[1] ?? '')];
  const connecting = await say('recording', 'Thank you for waiting. You will now be connected to a representative.');
  const agent = await say('man', 'Hello, my name is Mister Hale, badge number four one one. May I have your name?');
  const library = new Library();
  const wait = (seed: number, ...end: Int16Array[]): { listener: Listener; told: Verdict[] } => {
    const listener = new Listener(library);
    listener.tune('hold');
    const before = join(music(7, 9), silence(0.3), one, music(7, 9).subarray(8000), silence(0.3), two, music(5, 9));
    return { listener, told: hear(listener, join(before, silence(0.3), ...end), seed) };
  };
  for (const seed of [21, 22]) wait(seed, music(4, 9)).listener.ended();
  const handedOver = wait(23, connecting, silence(0.9), agent, silence(2));
  expect(people(handedOver.told).length).toBeGreaterThan(0);
  handedOver.listener.tune('off');

  const knows = async (words: Int16Array, seed: number) => {
    const listener = new Listener(library);
    listener.tune('hold');
    const told = hear(listener, join(music(4, 9), silence(0.3), words, silence(0.2)), seed);
    return told.some(({ heard, reason }) => heard === 'announcement' && /heard before/.test(reason));
  };
  expect(await knows(connecting, 24)).toBe(true);
  expect(await knows(agent, 25)).toBe(false);
});
