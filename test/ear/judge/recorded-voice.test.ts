import { describe, expect, it } from 'vitest';
import { BANDS, Features } from '../../../src/ear/signal/features.js';
import { Framer } from '../../../src/ear/signal/spectrum.js';
import { CEPSTRA, Cepstrum, RecordedVoice } from '../../../src/ear/voice/voice.js';
import { atLevel, join, overTheLine, seeded } from '../../support/call-audio.js';
import { speech, VOICES } from '../../support/speech.js';

const LINES = [
  'Please continue to hold. All of our representatives are assisting other callers.',
  'Your call will be answered in the order it was received. Thank you for your patience.',
  'This call may be monitored or recorded for quality purposes. Please have your documents ready.',
  'Forms and publications can be ordered online, or at your local office, at any time.',
];

async function frames(voice: keyof typeof VOICES, texts: readonly string[], seed: number): Promise<Float64Array[]> {
  const words = join(
    ...(await Promise.all(texts.map(async (text) => atLevel(await speech(text, VOICES[voice]), -21)))),
  );
  const audio = overTheLine(words, { gainDb: -3, lossShare: 0.01, noiseDb: -66 }, seeded(seed));
  const features = new Features();
  const cepstrum = new Cepstrum(BANDS);
  const found: Float64Array[] = [];
  new Framer().push(audio, (frame) => {
    features.push(frame);
    if (frame.levelDb < -35 || frame.hop % 2 === 0) return;
    const out = new Float64Array(CEPSTRA);
    cepstrum.of(features.values, out);
    found.push(out);
  });
  return found;
}

const likeness = (voice: RecordedVoice, heard: readonly Float64Array[]) =>
  heard.reduce((sum, frame) => sum + voice.score(frame), 0) / heard.length;

describe('the recorded voice', () => {
  it('tells its own new words from another speaker’s, over another line', async () => {
    const voice = new RecordedVoice();
    for (const frame of await frames('recording', LINES, 1)) voice.learn(frame);
    const own = likeness(voice, await frames('recording', ['Beware of scams. We will never ask for payment.'], 2));
    const other = likeness(voice, await frames('man', ['Hello, this is Brian. Who am I speaking with?'], 3));
    expect(own).toBeGreaterThan(0.1);
    expect(other).toBeLessThan(-0.3);
  });

  it('is the same after its statistics are saved and loaded, and refuses malformed ones', async () => {
    const voice = new RecordedVoice();
    for (const frame of await frames('recording', LINES, 1)) voice.learn(frame);
    const kept = new RecordedVoice();
    expect(kept.add(voice.statistics)).toBe(true);
    const words = await frames('man', ['Hello, this is Brian. Who am I speaking with?'], 3);
    expect(likeness(kept, words)).toBeCloseTo(likeness(voice, words), 9);
    expect(kept.add([1, 2, 3])).toBe(false);
    expect(kept.add(voice.statistics.map(() => Number.NaN))).toBe(false);
  });

  it('scores every voice alike before it has heard anything', async () => {
    const words = await frames('man', ['Hello, this is Brian. Who am I speaking with?'], 3);
    expect(likeness(new RecordedVoice(), words)).toBe(0);
  });
});
