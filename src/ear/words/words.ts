import { Worker } from 'node:worker_threads';
import type { WordsReport } from './words-messages.js';

export interface Words {
  /** The words of 8 kHz mono samples, which are given away; undefined when there is no time for it, or no recogniser. */
  recognise(samples: Int16Array<ArrayBuffer>): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface WordsOptions {
  /** The model's folder. */
  readonly modelFolder: string;
  readonly log: { error(fields: object, message: string): void };
  /** The worker's file; another one only in tests. */
  readonly workerUrl?: URL;
}

/** Words are optional: what comes while so many wait is not looked at. */
const MOST_WAITING = 4;

/** Words on the main thread: a worker of its own does the work. It is started when it is first needed; once it fails there are no words. */
export function createWords({ modelFolder, log, workerUrl }: WordsOptions): Words {
  const url = workerUrl ?? new URL('./words-worker.js', import.meta.url);
  const waiting = new Map<number, (text: string | undefined) => void>();
  let worker: Worker | undefined;
  let over = false;
  let asked = 0;

  function end(): void {
    over = true;
    for (const answered of waiting.values()) answered(undefined);
    waiting.clear();
  }

  function fail(reason: string): void {
    if (over) return;
    log.error({ reason }, 'Words are not recognised: hunts go on without');
    end();
    void worker?.terminate();
  }

  function running(): Worker {
    if (worker !== undefined) return worker;
    worker = new Worker(url, { name: 'words', workerData: modelFolder });
    worker.unref();
    worker.on('message', (report: WordsReport) => {
      if (report.tell === 'failed') fail(report.reason);
      else {
        waiting.get(report.number)?.(report.text);
        waiting.delete(report.number);
      }
    });
    worker.on('error', (error) => fail(String(error)));
    worker.on('exit', () => fail('the worker ended'));
    return worker;
  }

  return {
    recognise(samples) {
      if (over || waiting.size >= MOST_WAITING) return Promise.resolve(undefined);
      const number = asked++;
      return new Promise((answered) => {
        waiting.set(number, answered);
        running().postMessage({ number, samples }, [samples.buffer]);
      });
    },
    async stop() {
      end();
      await worker?.terminate();
    },
  };
}
