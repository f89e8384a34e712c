import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { Library } from '../../../src/ear/library/library.js';
import type { Sherpa } from '../../../src/ear/words/sherpa.js';
import { loadSherpa } from '../../../src/ear/words/sherpa.js';
import { createWords } from '../../../src/ear/words/words.js';
import { createEar } from '../../../src/ear/worker/ear.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import { RingWriter } from '../../../src/hunter/base/audio-ring.js';
import type { Verdict } from '../../../src/hunter/terms.js';
import { join, music, silence } from '../../support/call-audio.js';
import { heard, sayings } from '../support/play.js';

const folder = mkdtempSync(path(tmpdir(), 'words-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker whose recognizer returns this text for any sound. */
function workerThatReads(text: string): URL {
  const serve = new URL('../../../src/ear/words/serve-words.js', import.meta.url).href;
  const file = path(folder, `${Math.random()}.mjs`);
  writeFileSync(
    file,
    `import { serveWords } from ${JSON.stringify(serve)};
     serveWords(process, Promise.resolve({ recognize: (samples) => samples.length > 6000 ? ${JSON.stringify(text)} : '' }));`,
  );
  return pathToFileURL(file);
}

/** Plays a call to an ear whose recognizer returns one text, until the wanted verdict. */
async function hear(sound: Int16Array, text: string, enough: (verdict: Verdict) => boolean): Promise<Verdict[]> {
  const words = createWords({ modelFolder: folder, log: { error: () => {} }, workerUrl: workerThatReads(text) });
  const ear = createEar({ log: { info: () => {}, warn: () => {}, error: () => {} }, words, workers: 1 });
  const verdicts: Verdict[] = [];
  const line = new RingWriter(ear.open('call', 'irs-pps'));
  ear.tune('call', 'hold');
  await new Promise<void>((resolve) => {
    ear.onHeard((_, verdict) => {
      verdicts.push(verdict);
      if (enough(verdict)) resolve();
    });
    // The ring holds four seconds, so write more as it is heard.
    let at = 0;
    const feed = setInterval(() => {
      if (at >= sound.length) clearInterval(feed);
      line.write(sound.subarray(at, at + 2000));
      at += 2000;
    }, 40);
  });
  await ear.stop();
  await words.stop();
  return verdicts;
}

describe('a call with recognized words', () => {
  it('a probable person who gives a name and single digits is confirmed', async () => {
    const { man } = await sayings();
    const call = join(music(2, 4), silence(0.5), man, silence(6));
    const told = await hear(
      call,
      'hello my name is brian badge one one seven two',
      ({ degree }) => degree === 'confirmed',
    );
    expect(heard(told).slice(-2)).toEqual(['person:probable', 'person:confirmed']);
    expect(told.at(-1)?.reason).toBe('an agent’s name and digits in the words');
  });

  it('a probable person who announces a wait was a recording, and the wait is reported', async () => {
    const { keepHolding } = await sayings();
    const call = join(music(2, 4), silence(0.5), keepHolding, silence(6));
    const told = await hear(
      call,
      'your wait time is between thirty and sixty minutes',
      ({ estimate }) => estimate !== undefined,
    );
    expect(told.at(-1)).toMatchObject({ heard: 'announcement', estimate: 'between 30 and 60 minutes' });
  });
});

describe('what words mean to a listener', () => {
  const waiting = async (sound: 'man' | 'keepHolding') => {
    const library = new Library();
    const listener = new Listener(library);
    listener.tune('hold');
    const words = await sayings();
    const verdicts = listener.hear(join(music(2, 4), silence(0.5), words[sound], silence(2)));
    expect(heard(verdicts).at(-1)).toBe('person:probable');
    const said = { sinceMs: 2400, throughMs: 2500 + words[sound].length / 8 };
    return { library, listener, said };
  };

  it('too busy: the recording is stored as that kind, titled with its first words', async () => {
    const { library, listener, said } = await waiting('keepHolding');
    const [verdict, ...more] = listener.understand(
      said,
      'due to high call volume we are unable to handle your call at this time',
    );
    expect(more).toEqual([]);
    expect(verdict).toMatchObject({ heard: 'announcement', recording: { kind: 'too-busy' } });
    expect(library.knowledge.recordings[0]?.title).toBe('Due to high call volume we are unable …');
  });

  it('a confirmed person stays one, whatever the words', async () => {
    const { listener, said } = await waiting('man');
    expect(heard(listener.understand(said, 'my name is brian how may i help you'))).toEqual(['person:confirmed']);
    expect(listener.understand(said, 'the wait is thirty minutes')).toEqual([]);
    expect(listener.understand(said, 'please try again later or on the next business day')).toEqual([]);
  });

  it('unclear words change nothing, and nothing is read once a person has the call', async () => {
    const { listener, said } = await waiting('man');
    expect(listener.understand(said, 'hello hello')).toEqual([]);
    listener.tune('off');
    expect(listener.understand(said, 'my name is brian how may i help you')).toEqual([]);
  });
});

describe('the recognizer', () => {
  const log = () => {
    const reasons: unknown[] = [];
    return { reasons, error: (fields: { readonly reason?: unknown }) => void reasons.push(fields.reason) };
  };

  it('that cannot be loaded costs only the words, and says once what to install', async () => {
    for (const name of ['encoder.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt'])
      writeFileSync(path(folder, name), '');
    const told = log();
    const words = createWords({ modelFolder: folder, log: told });
    expect(await words.recognize(new Int16Array(8000))).toBeUndefined();
    expect(await words.recognize(new Int16Array(8000))).toBeUndefined();
    expect(told.reasons).toEqual([
      'WORDS_MODEL_DIR is set, but sherpa-onnx-node cannot be loaded. Run npm install sherpa-onnx-node, or unset WORDS_MODEL_DIR.',
    ]);
    await words.stop();
  });

  it('whose process dies costs only the words', async () => {
    const dying = path(folder, 'dying.mjs');
    writeFileSync(dying, 'process.on("message", () => process.abort());');
    const told = log();
    const words = createWords({ modelFolder: folder, log: told, workerUrl: pathToFileURL(dying) });
    expect(await words.recognize(new Int16Array(8000))).toBeUndefined();
    expect(told.reasons).toEqual(['the recognizer ended (SIGABRT): is its model intact?']);
    await words.stop();
  });

  it('says what is missing from its model’s folder', async () => {
    await expect(loadSherpa('/nowhere')).rejects.toThrow(/names \/nowhere, which cannot be read. Correct the path/);
    const bare = mkdtempSync(path(folder, 'bare-'));
    writeFileSync(path(bare, 'encoder.int8.onnx'), '');
    await expect(loadSherpa(bare)).rejects.toThrow(/has no decoder….onnx, no joiner….onnx, no tokens.txt\. Unpack a/);
  });

  it('gets the int8 model, and the sound as numbers between −1 and 1 with its sample rate', async () => {
    const model = mkdtempSync(path(folder, 'model-'));
    for (const part of ['encoder', 'decoder', 'joiner'])
      for (const ending of ['onnx', 'int8.onnx']) writeFileSync(path(model, `${part}-epoch-99.${ending}`), '');
    writeFileSync(path(model, 'tokens.txt'), '');
    const waves: { samples: Float32Array; sampleRate: number }[] = [];
    let config: object = {};
    let left = 2;
    const sherpa: Sherpa = {
      OnlineRecognizer: class {
        constructor(given: object) {
          config = given;
        }
        createStream = () => ({
          acceptWaveform: (wave: (typeof waves)[number]) => void waves.push(wave),
          inputFinished() {},
        });
        isReady = () => left > 0;
        decode = () => void left--;
        getResult = () => ({ text: ' HELLO THERE ' });
      },
    };
    const recognizer = await loadSherpa(model, async () => sherpa);
    expect(recognizer.recognize(Int16Array.of(0, 16_384, -32_768))).toBe('HELLO THERE');
    expect([...(waves[0]?.samples ?? [])]).toEqual([0, 0.5, -1]);
    expect(waves.map(({ sampleRate }) => sampleRate)).toEqual([8000, 8000]);
    expect(config).toMatchObject({
      modelConfig: { transducer: { encoder: path(model, 'encoder-epoch-99.int8.onnx') } },
    });
  });
});
