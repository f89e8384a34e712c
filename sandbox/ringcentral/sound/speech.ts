import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Spoken } from './speech-worker.js';
import type { Voice } from './voices.js';

/** Raised when synthesis or its filters change: older cached clips are then not used. */
const CACHE_VERSION = '1';
const CACHE_FOLDER = join(tmpdir(), 'hold-hunter-voices');

interface Job {
  readonly text: string;
  readonly voice: Voice;
  soon: boolean;
  readonly settle: (spoken: Spoken) => void;
}

interface Clip {
  readonly bytes: Promise<Uint8Array>;
  /** While it still waits its turn. */
  job: Job | undefined;
  soon: boolean;
}

/**
 * Text to µ-law speech. Synthesis (a third of a second a sentence) runs in a worker, one sentence after another, those a
 * call waits for first. What was said once is kept on disk, so that a second start speaks at once.
 */
export class Speech {
  readonly #clips = new Map<string, Clip>();
  readonly #queue: Job[] = [];
  #busy: Job | undefined;
  #worker: Worker | undefined;
  #stopped = false;

  /** The clip of one sentence; asking early, with `soon: false`, is how it is made ready in time. */
  say(voice: Voice, text: string, soon: boolean): Promise<Uint8Array> {
    const key = createHash('sha256')
      .update(JSON.stringify([CACHE_VERSION, voice, text]))
      .digest('hex')
      .slice(0, 32);
    const known = this.#clips.get(key);
    if (known === undefined) {
      const holder: { clip?: Clip } = {};
      const clip: Clip = { bytes: this.#make(key, voice, text, () => holder.clip), job: undefined, soon };
      holder.clip = clip;
      this.#clips.set(key, clip);
      return clip.bytes;
    }
    if (soon) {
      known.soon = true;
      if (known.job !== undefined) known.job.soon = true;
    }
    return known.bytes;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of [...this.#queue.splice(0), ...(this.#busy === undefined ? [] : [this.#busy])])
      job.settle({ clip: new Uint8Array(0) });
    await this.#worker?.terminate();
  }

  async #make(key: string, voice: Voice, text: string, clip: () => Clip | undefined): Promise<Uint8Array> {
    const file = join(CACHE_FOLDER, key);
    const kept = await readFile(file).catch(() => undefined);
    if (kept !== undefined) return new Uint8Array(kept);
    const bytes = await this.#synthesise(voice, text, clip());
    if (this.#stopped) return bytes;
    // Written aside first: several worlds may share the folder.
    const aside = `${file}.${process.pid}`;
    await mkdir(CACHE_FOLDER, { recursive: true })
      .then(() => writeFile(aside, bytes))
      .then(() => rename(aside, file))
      .catch(() => undefined);
    return bytes;
  }

  #synthesise(voice: Voice, text: string, clip: Clip | undefined): Promise<Uint8Array> {
    if (this.#stopped) return Promise.resolve(new Uint8Array(0));
    return new Promise((resolve, reject) => {
      const settle = (spoken: Spoken): void => {
        if ('clip' in spoken) resolve(spoken.clip);
        else reject(new Error(`eSpeak could not say “${text}”: ${spoken.failure}`));
      };
      const job: Job = { text, voice, soon: clip?.soon ?? true, settle };
      if (clip !== undefined) clip.job = job;
      this.#queue.push(job);
      this.#next();
    });
  }

  #next(): void {
    if (this.#busy !== undefined || this.#stopped) return;
    const urgent = this.#queue.findIndex((job) => job.soon);
    const [job] = this.#queue.splice(Math.max(0, urgent), 1);
    if (job === undefined) {
      // Idle, it keeps no process alive.
      this.#worker?.unref();
      return;
    }
    this.#busy = job;
    const worker = this.#workerNow();
    worker.ref();
    worker.postMessage({ text: job.text, voice: job.voice });
  }

  #workerNow(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./speech-worker.js', import.meta.url));
    const done = (spoken: Spoken): void => {
      this.#busy?.settle(spoken);
      this.#busy = undefined;
      this.#next();
    };
    worker.on('message', done);
    worker.on('error', (error) => {
      this.#worker = undefined;
      done({ failure: String(error) });
    });
    this.#worker = worker;
    return worker;
  }
}
