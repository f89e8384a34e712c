import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLES_PER_S } from '../signal/units.js';
import { type Recognizer, WordsError } from './recognizer.js';

/**
 * The parts of `sherpa-onnx-node` 1.13 used here (its lib/streaming-asr.js). The package is large, so it is not
 * installed with the bot.
 */
interface SherpaStream {
  acceptWaveform(wave: { readonly samples: Float32Array; readonly sampleRate: number }): void;
  inputFinished(): void;
}
interface SherpaRecognizer {
  createStream(): SherpaStream;
  isReady(stream: SherpaStream): boolean;
  decode(stream: SherpaStream): void;
  getResult(stream: SherpaStream): { readonly text: string };
}
export interface Sherpa {
  readonly OnlineRecognizer: new (config: object) => SherpaRecognizer;
}

const PACKAGE = 'sherpa-onnx-node';
/** The model looks a little ahead: without silence at the end it would miss the last word. */
const TAIL = new Float32Array(0.5 * SAMPLES_PER_S);
/** The sample rate the models are trained at; sherpa resamples everything else. */
const MODEL_HZ = 16_000;
const PARTS = ['encoder', 'decoder', 'joiner'] as const;

/**
 * Loads a streaming transducer model, as published by sherpa-onnx, from a folder. Throws a `WordsError` that says what
 * to install or download. Tests pass their own `load` in place of the package.
 */
export async function loadSherpa(folder: string, load: () => Promise<Sherpa> = installed): Promise<Recognizer> {
  const model = modelIn(folder);
  const sherpa = await load();
  let recognizer: SherpaRecognizer;
  try {
    recognizer = new sherpa.OnlineRecognizer({
      featConfig: { sampleRate: MODEL_HZ, featureDim: 80 },
      modelConfig: { ...model, numThreads: 1, provider: 'cpu', debug: 0 },
    });
  } catch (cause) {
    throw new WordsError(`The model in ${folder} cannot be loaded. Download it again, or unset WORDS_MODEL_DIR.`, {
      cause,
    });
  }
  return {
    recognize(samples) {
      const stream = recognizer.createStream();
      stream.acceptWaveform({
        samples: Float32Array.from(samples, (each) => each / 32_768),
        sampleRate: SAMPLES_PER_S,
      });
      stream.acceptWaveform({ samples: TAIL, sampleRate: SAMPLES_PER_S });
      stream.inputFinished();
      while (recognizer.isReady(stream)) recognizer.decode(stream);
      return recognizer.getResult(stream).text.trim();
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
      `WORDS_MODEL_DIR is set, but ${PACKAGE} cannot be loaded. Run npm install ${PACKAGE}, or unset WORDS_MODEL_DIR.`,
      { cause },
    );
  }
  throw new WordsError(`This version of ${PACKAGE} has no OnlineRecognizer. Run npm install ${PACKAGE}@1.13.`);
}

function modelIn(folder: string): object {
  let files: readonly string[];
  try {
    files = readdirSync(folder).toSorted();
  } catch (cause) {
    throw new WordsError(`WORDS_MODEL_DIR names ${folder}, which cannot be read. Correct the path.`, { cause });
  }
  const found = PARTS.map((part) => {
    const candidates = files.filter((file) => file.startsWith(part) && file.endsWith('.onnx'));
    // The int8 model is as good for this, and several times faster.
    return candidates.find((file) => file.includes('int8')) ?? candidates[0];
  });
  const missing = [...PARTS.filter((_, i) => found[i] === undefined).map((part) => `${part}….onnx`)];
  if (!files.includes('tokens.txt')) missing.push('tokens.txt');
  if (missing.length > 0) {
    throw new WordsError(
      `${folder} has no ${missing.join(', no ')}. Unpack a streaming transducer model of sherpa-onnx there, or unset WORDS_MODEL_DIR.`,
    );
  }
  const [encoder = '', decoder = '', joiner = ''] = found.map((file) => join(folder, file ?? ''));
  return { transducer: { encoder, decoder, joiner }, tokens: join(folder, 'tokens.txt') };
}
