import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Phrase } from '../../hunter/terms.js';
import { readWav } from './wav.js';

/**
 * What the bot says to an agent, in its own voice. It never pretends to be a person, asks nothing, and lets the agent speak next. The first
 * phrase is heard within a second of “hello”, so it must be short.
 */
export const PHRASE_WORDS: Record<Phrase, string> = {
  courtesy: 'Hello, this is an automated assistant. A person is joining now.',
  'still-joining': 'Thank you for waiting. This is an automated assistant. The person is still joining.',
  connecting: 'Thank you. Connecting you to a person now.',
  goodbye: 'This is an automated assistant. I am sorry, nobody could join. We will call again. Goodbye.',
};

/** The voice in which the build synthesizes these phrases. */
export const PHRASE_VOICE = { voice: 'en-us+f3', wordsPerMinute: 165 } as const;

const PHRASES = Object.keys(PHRASE_WORDS) as readonly Phrase[];

/** Where the build puts the synthesized phrases. */
export function builtPhrasesFolder(): string {
  return join(packageRoot(), 'build', 'phrases');
}

/**
 * Loads all phrases from the build, except those that the firm's own folder replaces with a file
 * (`courtesy.wav`, `still-joining.wav`, `connecting.wav`, `goodbye.wav`). Throws a `WavError` that says what to do if one cannot be played.
 */
export function loadPhrases(folder?: string): (phrase: Phrase) => Int16Array {
  if (folder !== undefined && !existsSync(folder)) {
    throw new Error(`The folder of phrases ${folder} does not exist: create it, or leave PHRASES_DIR unset.`);
  }
  const load = (phrase: Phrase): Int16Array => {
    const own = folder === undefined ? undefined : join(folder, `${phrase}.wav`);
    if (own !== undefined && existsSync(own)) return readWav(own);
    return readBuilt(phrase);
  };
  const samples = new Map(PHRASES.map((phrase) => [phrase, load(phrase)]));
  return (phrase) => samples.get(phrase) ?? new Int16Array(0);
}

/** A phrase from the build. */
export function readBuilt(name: string): Int16Array {
  const built = join(builtPhrasesFolder(), `${name}.wav`);
  if (!existsSync(built)) throw new Error(`The phrase ${built} has not been made: run npm run build.`);
  return readWav(built);
}

/** The folder with package.json, wherever the compiled code is below it. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('No package.json above the running code: was the build moved on its own?');
    folder = parent;
  }
  return folder;
}
