import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODE_VOICE, CODE_WORDS } from '../src/phone/speech/code-phrases.js';
import { builtPhrasesFolder, PHRASE_VOICE, PHRASE_WORDS } from '../src/phone/speech/phrases.js';
import { TAKER_WORDS } from '../src/phone/speech/taker-phrases.js';
import { toWav } from '../src/phone/speech/wav.js';
import { speak } from './espeak.js';

/** Loudest sample of a phrase, as a share of full scale: clear, and far from clipping in any coder. */
const PEAK = 0.6;

function louder(samples: Int16Array): Int16Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  return samples.map((sample) => Math.round((sample * PEAK * 32767) / peak));
}

/** Silence at the ends only makes an agent wait. The first sound of “three” is much quieter than the rest, and must stay. */
const AUDIBLE = 300;
const AUDIBLE_IN_A_DIGIT = 40;

function trimmed(samples: Int16Array, from: number): Int16Array {
  const audible = (sample: number) => Math.abs(sample) > from;
  return samples.subarray(samples.findIndex(audible), samples.findLastIndex(audible) + 1);
}

const folder = builtPhrasesFolder();
const made = join(folder, 'made-of.txt');
const hash = createHash('sha256')
  .update(JSON.stringify([PHRASE_WORDS, TAKER_WORDS, PHRASE_VOICE, CODE_WORDS, CODE_VOICE, PEAK, AUDIBLE_IN_A_DIGIT]))
  .digest('hex');
const all = [
  ...Object.entries(PHRASE_WORDS).map(([name, words]) => ({ name, words, voice: PHRASE_VOICE })),
  ...Object.entries(TAKER_WORDS).map(([name, words]) => ({ name, words, voice: PHRASE_VOICE })),
  ...Object.entries(CODE_WORDS).map(([name, words]) => ({ name, words, voice: CODE_VOICE })),
];
const names = all.map(({ name }) => join(folder, `${name}.wav`));

const upToDate = existsSync(made) && readFileSync(made, 'utf8') === hash && names.every((name) => existsSync(name));
if (!upToDate) {
  mkdirSync(folder, { recursive: true });
  for (const { name, words, voice } of all) {
    const samples = louder(
      trimmed(await speak(words, voice), name.startsWith('digit-') ? AUDIBLE_IN_A_DIGIT : AUDIBLE),
    );
    writeFileSync(join(folder, `${name}.wav`), toWav(samples));
    // Not on stdout: `npm run sandbox -- --json` prints nothing but JSON there.
    process.stderr.write(`${name}: ${(samples.length / 8000).toFixed(1)} s\n`);
  }
  // Written last, so that a broken-off run is done again.
  writeFileSync(made, hash);
}
