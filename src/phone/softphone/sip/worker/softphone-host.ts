import { Worker } from 'node:worker_threads';
import { brokenInside } from '../dialog/endings.js';
import type { Log } from '../message/log.js';
import type { LegFact } from '../softphone.js';
import { fromRecord, SoftphoneError } from '../softphone-error.js';
import { varied } from '../timings.js';
import type { SoftphoneOrder, SoftphoneReply, SoftphoneRequest, WorkerBirth } from './softphone-messages.js';

/**
 * A line needs about a third of this; a leak then ends one line, not the bot.
 * The young space is small because the garbage of 20 ms packets dies at once.
 */
const WORKER_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** Orders that leave a leg of their name alive. */
const PLACING: ReadonlySet<SoftphoneOrder['do']> = new Set<SoftphoneOrder['do']>(['dial', 'answer-next', 'resume']);

export interface SoftphoneHostOptions {
  /** Called whenever a worker is made. */
  readonly birth: () => WorkerBirth;
  readonly log: Log;
  readonly restartPausesMs: readonly number[];
  readonly onProxy: (address: string, works: boolean) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: SoftphoneError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Runs a line's worker from the main thread: passes orders on with a time limit, and restarts the worker after a crash. */
export class SoftphoneHost {
  readonly #options: SoftphoneHostOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(fact: LegFact) => void>();
  /** Legs that are alive as far as callers know. */
  readonly #legs = new Set<string>();
  #worker: Worker | undefined;
  #nextId = 1;
  #crashes = 0;
  #restart: NodeJS.Timeout | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  /** Started and not stopped: a crashed worker is started again. */
  #wanted = false;

  constructor(options: SoftphoneHostOptions) {
    this.#options = options;
  }

  get alive(): boolean {
    return this.#worker !== undefined;
  }

  onFact(listener: (fact: LegFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Concurrent and later calls share one start; after a failure it can be tried again. */
  start(boundMs: number): Promise<void> {
    this.#starting ??= this.#begin(boundMs).catch(async (error) => {
      this.#starting = undefined;
      this.#wanted = false;
      await this.#endWorker();
      throw error;
    });
    return this.#starting;
  }

  /** Sends an order; settles in time, whatever the worker does. */
  ask(order: SoftphoneOrder, boundMs: number): Promise<unknown> {
    const worker = this.#worker;
    if (worker === undefined) {
      return Promise.reject(new SoftphoneError('not-registered', 'The line is not running now.'));
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new SoftphoneError('line-lost', 'The softphone line does not answer.'));
      }, boundMs);
      const named = 'leg' in order && PLACING.has(order.do) ? order.leg : undefined;
      this.#pending.set(id, {
        // Note the name before the caller hears of it, so that a crash right afterwards is reported as the leg's end.
        resolve: (value) => {
          if (named !== undefined) this.#legs.add(named);
          if (order.do === 'let-go') this.#legs.delete(order.leg);
          resolve(value);
        },
        reject,
        timer,
      });
      worker.postMessage({ id, order } satisfies SoftphoneRequest);
    });
  }

  stop(boundMs: number): Promise<void> {
    this.#stopping ??= this.#end(boundMs).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  async crash(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #begin(boundMs: number): Promise<void> {
    this.#wanted = true;
    this.#crashes = 0;
    this.#spawn();
    await this.ask({ do: 'start' }, boundMs);
  }

  async #end(boundMs: number): Promise<void> {
    this.#wanted = false;
    this.#starting = undefined;
    clearTimeout(this.#restart);
    if (this.#worker !== undefined) await this.ask({ do: 'stop' }, boundMs).catch(() => undefined);
    await this.#endWorker();
  }

  async #endWorker(): Promise<void> {
    clearTimeout(this.#restart);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#buryLegs(new SoftphoneError('stopped', 'The line was stopped.'));
  }

  #spawn(): WorkerBirth {
    const birth = this.#options.birth();
    const worker = new Worker(new URL('./softphone-worker.js', import.meta.url), {
      workerData: birth,
      resourceLimits: WORKER_LIMITS,
      name: 'softphone-line',
    });
    this.#worker = worker;
    let kind = 'exit';
    worker.on('message', (reply: SoftphoneReply) => this.#take(reply));
    worker.on('messageerror', () => undefined);
    worker.on('error', (error) => {
      kind = error instanceof Error ? error.name : 'unknown';
    });
    worker.once('exit', () => this.#onExit(worker, kind));
    return birth;
  }

  #onExit(worker: Worker, kind: string): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#options.log('error', 'A softphone line crashed; its legs are lost.', { kind, legs: this.#legs.size });
    this.#buryLegs(new SoftphoneError('line-lost', 'The softphone line crashed.', { end: brokenInside }));
    if (this.#wanted) this.#scheduleRestart();
  }

  #scheduleRestart(): void {
    const pauses = this.#options.restartPausesMs;
    const pauseMs = varied(pauses[Math.min(this.#crashes, pauses.length - 1)] ?? 1_000);
    this.#crashes += 1;
    this.#restart = setTimeout(() => {
      const { timings } = this.#spawn();
      this.ask({ do: 'start' }, timings.startMs * 2).then(
        () => {
          this.#crashes = 0;
          this.#options.log('info', 'A crashed softphone line is running again.');
        },
        // The worker lives on and keeps trying to connect; if it crashed, its exit has scheduled the next start.
        () => this.#options.log('warn', 'A crashed softphone line is not registered again yet.'),
      );
    }, pauseMs);
  }

  #take(reply: SoftphoneReply): void {
    if (reply.type === 'log') {
      this.#options.log(reply.level, reply.sentence, reply.fields);
    } else if (reply.type === 'fact') {
      this.#tell(reply.fact);
    } else if (reply.type === 'proxy') {
      this.#options.onProxy(reply.address, reply.works);
    } else {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      clearTimeout(pending?.timer);
      if (reply.type === 'done') pending?.resolve(reply.value);
      else pending?.reject(fromRecord(reply.error));
    }
  }

  #tell(fact: LegFact): void {
    if (fact.type === 'ended') this.#legs.delete(fact.leg);
    for (const listener of [...this.#listeners]) {
      try {
        listener(fact);
      } catch (error) {
        const kind = error instanceof Error ? error.name : 'unknown';
        this.#options.log('error', 'A listener to line facts failed.', { kind, fact: fact.type });
      }
    }
  }

  #buryLegs(error: SoftphoneError): void {
    for (const pending of [...this.#pending.values()]) {
      clearTimeout(pending.timer);
      pending.reject(error);
    }
    this.#pending.clear();
    for (const leg of [...this.#legs]) this.#tell({ leg, type: 'ended', end: brokenInside });
  }
}
