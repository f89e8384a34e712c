import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { WordsReport } from './words-messages.js';

export interface Words {
  /** Resolves with the words in 8 kHz mono samples; with undefined when there is no time or no recognizer. */
  recognize(samples: Int16Array): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface WordsOptions {
  /** The model's folder. */
  readonly modelFolder: string;
  readonly log: { error(fields: object, message: string): void };
  /** The worker process's file; only tests set it. */
  readonly workerUrl?: URL;
}

/** Words are optional, so requests beyond this many waiting are dropped. */
const MOST_WAITING = 4;

/**
 * The main thread's side of recognition. The work runs in a process of its own, because a damaged model crashes native
 * code and takes its process with it. That process starts when first needed; once it fails, there are no more words.
 */
export function createWords({ modelFolder, log, workerUrl }: WordsOptions): Words {
  const url = workerUrl ?? new URL('./words-worker.js', import.meta.url);
  const waiting = new Map<number, (text: string | undefined) => void>();
  let worker: ChildProcess | undefined;
  let over = false;
  let asked = 0;

  function end(): void {
    over = true;
    for (const answered of waiting.values()) answered(undefined);
    waiting.clear();
  }

  function fail(reason: string): void {
    if (over) return;
    log.error({ reason }, 'Speech recognition is off: hunts go on without it');
    end();
    worker?.kill();
  }

  function running(): ChildProcess {
    if (worker !== undefined) return worker;
    worker = fork(url, [modelFolder], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    worker.unref();
    worker.channel?.unref();
    worker.on('message', (report: WordsReport) => {
      if (report.tell === 'failed') fail(report.reason);
      else {
        waiting.get(report.number)?.(report.text);
        waiting.delete(report.number);
      }
    });
    worker.on('error', (error) => fail(String(error)));
    worker.on('exit', (code, signal) => fail(`the recognizer ended (${signal ?? code}): is its model intact?`));
    return worker;
  }

  return {
    recognize(samples) {
      if (over || waiting.size >= MOST_WAITING) return Promise.resolve(undefined);
      const number = asked++;
      return new Promise((answered) => {
        waiting.set(number, answered);
        // If the process has ended, its exit handler reports that.
        running().send({ number, samples }, () => {});
      });
    },
    async stop() {
      end();
      if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
      const gone = once(worker, 'exit');
      worker.kill();
      await gone;
    },
  };
}
