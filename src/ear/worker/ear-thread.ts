import { Worker } from 'node:worker_threads';
import type { Answer, EarReport, EarRequest, Question } from './ear-messages.js';

export interface EarThreadOptions {
  /** The worker's file. */
  readonly url: URL;
  readonly onReport: (report: Exclude<EarReport, { tell: 'answer' }>) => void;
  /** The worker died and lost the state of its calls; the next request starts another. */
  readonly onDeath: (reason: string) => void;
}

/** `Omit` applied to each member of a union. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * The main thread's handle on one worker of the ear. The worker starts with the first request, so one that dies on
 * startup cannot make the process spin.
 */
export class EarThread {
  readonly #options: EarThreadOptions;
  /** Questions waiting for an answer. */
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #questions = 0;
  #worker: Worker | undefined;
  #stopped = false;

  constructor(options: EarThreadOptions) {
    this.#options = options;
  }

  /** `moved` lists buffers that are transferred with the request rather than copied. */
  ask(request: EarRequest, moved: readonly ArrayBuffer[] = []): void {
    if (!this.#stopped) this.#running().postMessage(request, moved);
  }

  /** Resolves with undefined if the worker dies or is stopped, as if nothing were known. */
  inquire(question: DistributiveOmit<Question, 'question'>): Promise<Answer> {
    if (this.#stopped) return Promise.resolve(undefined);
    const number = this.#questions++;
    return new Promise((answered) => {
      this.#waiting.set(number, answered);
      this.ask({ ...question, question: number });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#giveUpWaiting();
    await this.#worker?.terminate();
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const fresh = new Worker(this.#options.url, { name: 'ear' });
    this.#worker = fresh;
    // The ear alone should not keep the process alive.
    fresh.unref();
    let reason = 'the worker ended';
    fresh.on('message', (report: EarReport) => this.#take(report));
    fresh.on('error', (error) => {
      reason = String(error);
    });
    fresh.on('exit', () => {
      if (this.#worker !== fresh) return;
      this.#worker = undefined;
      this.#giveUpWaiting();
      if (!this.#stopped) this.#options.onDeath(reason);
    });
    return fresh;
  }

  #take(report: EarReport): void {
    if (report.tell !== 'answer') {
      this.#options.onReport(report);
      return;
    }
    this.#waiting.get(report.question)?.(report.answer);
    this.#waiting.delete(report.question);
  }

  #giveUpWaiting(): void {
    for (const answered of this.#waiting.values()) answered(undefined);
    this.#waiting.clear();
  }
}
