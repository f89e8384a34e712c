import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLES_PER_S } from '../signal/units.js';
import { type Recogniser, WordsError } from './recogniser.js';

/** What is used of `sherpa-onnx-node` 1.13 (its lib/streaming-asr.js); the package is not installed with the bot, being large. */
interface SherpaStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished(): void;
}
interface SherpaRecogniser {
  createStream(): SherpaStream;
  isReady(stream: SherpaStream): boolean;
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): { readonly text: string };
}
export interface Sherpa {
  readonly OnlineRecognizer: new (config: object) => SherpaRecogniser;
}

const PACKAGE = 'sherpa-onnx-node';
/** The model hears a little ahead: without quiet after it the last word is lost. */
const TAIL = new Float32Array(0.5 * SAMPLES_PER_S);
/** The rate models are trained at; sherpa resamples what comes at another. */
const MODEL_HZ = 16_000;
const PARTS = ['encoder', 'decoder', 'joiner'] as const;

/**
 * Loads a streaming transducer model, as sherpa-onnx publishes them, from a folder. Throws a `WordsError` that says what to
 * install or download. `load` gives the package; another one only in tests.
 */
export async function loadSherpa(folder: string, load: () => Promise<Sherpa> = installed): Promise<Recogniser> {
  const model = modelIn(folder);
  const sherpa = await load();
  let recogniser: SherpaRecogniser;
  try {
    recogniser = new sherpa.OnlineRecognizer({
      featConfig: { sampleRate: MODEL_HZ, featureDim: 80 },
      modelConfig: { ...model, numThreads: 1, provider: 'cpu', debug: 0 },
    });
  } catch (cause) {
    throw new WordsError(`The model in ${folder} cannot be loaded: download it anew, or leave WORDS_MODEL_DIR out.`, {
      cause,
    });
  }
  return {
    recognise(samples) {
      const stream = recogniser.createStream();
      stream.acceptWaveform({
        samples: Float32Array.from(samples, (each) => each / 32_768),
        sampleRate: SAMPLES_PER_S,
      });
      stream.acceptWaveform({ samples: TAIL, sampleRate: SAMPLES_PER_S });
      stream.inputFinished();
      while (recogniser.isReady(stream)) recogniser.decode(stream);
      return recogniser.getResult(stream).text.trim();
    },
  };
}

async function installed(): Promise<Sherpa> {
  try {
    const loaded: { readonly default?: Sherpa } & Partial<Sherpa> = await import(PACKAGE);
    const sherpa = loaded.default ?? loaded;
    if (typeof sherpa.OnlineRecognizer === 'function') return sherpa as Sherpa;
  } catch (cause) {
    throw new WordsError(
      `WORDS_MODEL_DIR is set, but ${PACKAGE} cannot be loaded: npm install ${PACKAGE}, or leave WORDS_MODEL_DIR out.`,
      { cause },
    );
  }
  throw new WordsError(`This version of ${PACKAGE} has no OnlineRecognizer: npm install ${PACKAGE}@1.13.`);
}

function modelIn(folder: string): object {
  let files: readonly string[];
  try {
    files = readdirSync(folder).toSorted();
  } catch (cause) {
    throw new WordsError(`WORDS_MODEL_DIR names ${folder}, which cannot be read: correct the path.`, { cause });
  }
  const found = PARTS.map((part) => {
    const candidates = files.filter((file) => file.startsWith(part) && file.endsWith('.onnx'));
    // The small numbers are as good for this, and several times faster.
    return candidates.find((file) => file.includes('int8')) ?? candidates[0];
  });
  const missing = [...PARTS.filter((_, i) => found[i] === undefined).map((part) => `${part}….onnx`)];
  if (!files.includes('tokens.txt')) missing.push('tokens.txt');
  if (missing.length > 0) {
    throw new WordsError(
      `${folder} has no ${missing.join(', no ')}: unpack a streaming transducer model of sherpa-onnx there, or leave WORDS_MODEL_DIR out.`,
    );
  }
  const [encoder = '', decoder = '', joiner = ''] = found.map((file) => join(folder, file ?? ''));
  return { transducer: { encoder, decoder, joiner }, tokens: join(folder, 'tokens.txt') };
}
