import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { WordsReport } from './words-messages.js';

export interface Words {
  /** The words of 8 kHz mono samples; undefined when there is no time for it, or no recogniser. */
  recognise(samples: Int16Array): Promise<string | undefined>;
  stop(): Promise<void>;
}

export interface WordsOptions {
  /** The model's folder. */
  readonly modelFolder: string;
  readonly log: { error(fields: object, message: string): void };
  /** The file of the process that recognises; another one only in tests. */
  readonly workerUrl?: URL;
}

/** Words are optional: what comes while so many wait is not looked at. */
const MOST_WAITING = 4;

/**
 * Words on the main thread: a process of its own does the work, since native code ends its process over a damaged model. It
 * is started when it is first needed; once it fails there are no words.
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
    log.error({ reason }, 'Words are not recognised: hunts go on without');
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
    worker.on('exit', (code, signal) => fail(`the recogniser ended (${signal ?? code}): is its model whole?`));
    return worker;
  }

  return {
    recognise(samples) {
      if (over || waiting.size >= MOST_WAITING) return Promise.resolve(undefined);
      const number = asked++;
      return new Promise((answered) => {
        waiting.set(number, answered);
        // What cannot be sent was ended, which is told by itself.
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
