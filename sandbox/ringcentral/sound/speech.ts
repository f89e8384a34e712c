import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SpeechJob } from './speech-worker.js';
import type { Voice } from './voices.js';

/** Raised when synthesis or its filters change: older cached clips are then not used. */
const CACHE_VERSION = '1';
const CACHE_FOLDER = join(tmpdir(), 'hold-hunter-voices');

interface Answer {
  readonly id: number;
  readonly clip?: Uint8Array;
  readonly failure?: string;
}

/**
 * Text to µ-law speech. Synthesis (a third of a second a sentence) runs in a worker, one sentence after another;
 * what was said once is kept on disk, so that a second start speaks at once.
 */
export class Speech {
  readonly #clips = new Map<string, Promise<Uint8Array>>();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #worker: Worker | undefined;
  #jobs = 0;
  #stopped = false;

  /** The clip of one sentence; asking early is how it is made ready in time. */
  say(voice: Voice, text: string): Promise<Uint8Array> {
    const key = createHash('sha256')
      .update(JSON.stringify([CACHE_VERSION, voice, text]))
      .digest('hex')
      .slice(0, 32);
    const known = this.#clips.get(key);
    if (known !== undefined) return known;
    const clip = this.#make(key, voice, text);
    this.#clips.set(key, clip);
    return clip;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const settle of this.#waiting.values()) settle({ id: 0, clip: new Uint8Array(0) });
    this.#waiting.clear();
    await this.#worker?.terminate();
  }

  async #make(key: string, voice: Voice, text: string): Promise<Uint8Array> {
    const file = join(CACHE_FOLDER, key);
    const kept = await readFile(file).catch(() => undefined);
    if (kept !== undefined) return new Uint8Array(kept);
    const clip = await this.#synthesise(voice, text);
    if (this.#stopped) return clip;
    // Written aside first: several worlds may share the folder.
    const aside = `${file}.${process.pid}`;
    await mkdir(CACHE_FOLDER, { recursive: true })
      .then(() => writeFile(aside, clip))
      .then(() => rename(aside, file))
      .catch(() => undefined);
    return clip;
  }

  #synthesise(voice: Voice, text: string): Promise<Uint8Array> {
    if (this.#stopped) return Promise.resolve(new Uint8Array(0));
    this.#jobs++;
    const job: SpeechJob = { id: this.#jobs, text, voice };
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.id, ({ clip, failure }) => {
        if (clip === undefined) reject(new Error(`eSpeak could not say “${text}”: ${failure}`));
        else resolve(clip);
      });
      this.#workerNow().postMessage(job);
    });
  }

  #workerNow(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./speech-worker.js', import.meta.url));
    worker.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    worker.on('error', (error) => {
      for (const [id, settle] of this.#waiting) settle({ id, failure: String(error) });
      this.#waiting.clear();
    });
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}
