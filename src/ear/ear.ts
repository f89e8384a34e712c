import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Ear } from '../hunter/ports.js';
import type { EarStage, Knowledge, Recording, Verdict } from '../hunter/words.js';
import type { Answer, EarReport, EarRequest, Question } from './ear-messages.js';
import { NOTHING_KNOWN } from './library.js';

/** What the ear needs of a logger (pino's has it). */
export interface EarLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface EarOptions {
  readonly log: EarLog;
  /**
   * A call can no longer be heard: its audio port is gone with the worker that held it. Whoever has the audio
   * may `open` the call again, which gives a new port.
   */
  readonly onLost?: (callId: string) => void;
  /** The worker's file; another one only in tests of its death. */
  readonly workerUrl?: URL;
}

export interface RunningEar extends Ear {
  /** Ends the worker; calls still open are heard no more. */
  stop(): Promise<void>;
}

/** A union's members one by one, each without the key. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The ear's side on the main thread: hands out ports, passes verdicts on, and replaces a worker that died. */
export function createEar(options: EarOptions): RunningEar {
  const { log, onLost } = options;
  const listeners = new Set<(callId: string, verdict: Verdict) => void>();
  const open = new Set<string>();
  const workerUrl = options.workerUrl ?? new URL('./ear-worker.js', import.meta.url);
  /** Questions that wait for their answer. */
  const waiting = new Map<number, (answer: Answer) => void>();
  let questions = 0;
  let worker: Worker | undefined;
  let stopped = false;

  function loseAll(reason: string): void {
    const lost = [...open];
    open.clear();
    giveUpWaiting();
    for (const callId of lost) lose(callId, reason);
  }

  function lose(callId: string, reason: string): void {
    log.error({ callId, reason }, 'the ear lost a call');
    try {
      onLost?.(callId);
    } catch (error) {
      log.error({ callId, err: error }, 'a listener to lost calls failed');
    }
  }

  /** Who asked a worker that is gone is answered as if nothing were known. */
  function giveUpWaiting(): void {
    for (const answered of waiting.values()) answered(undefined);
    waiting.clear();
  }

  function report(message: EarReport): void {
    if (message.tell === 'answer') {
      waiting.get(message.question)?.(message.answer);
      waiting.delete(message.question);
      return;
    }
    const { callId } = message;
    // A verdict may be under way when its call is closed: nobody waits for it then.
    if (!open.has(callId)) return;
    if (message.tell === 'failed') {
      open.delete(callId);
      lose(callId, message.reason);
      return;
    }
    const { verdict } = message;
    log.info({ callId, ...verdict }, 'heard');
    for (const listener of listeners) {
      try {
        listener(callId, verdict);
      } catch (error) {
        log.error({ callId, err: error }, 'a listener to verdicts failed');
      }
    }
  }

  /** The worker is started when it is first needed, so one that dies at once cannot make the process spin. */
  function running(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(workerUrl, { name: 'ear' });
    worker = fresh;
    // Listening alone is no reason for the process to stay.
    fresh.unref();
    let reason = 'the worker ended';
    fresh.on('message', report);
    fresh.on('error', (error) => {
      reason = String(error);
    });
    fresh.on('exit', () => {
      if (worker !== fresh) return;
      worker = undefined;
      if (!stopped) loseAll(reason);
    });
    return fresh;
  }

  function ask(request: EarRequest, ports: readonly MessagePort[] = []): void {
    if (!stopped) running().postMessage(request, ports);
  }

  function inquire(question: DistributiveOmit<Question, 'question'>): Promise<Answer> {
    if (stopped) return Promise.resolve(undefined);
    const number = questions++;
    return new Promise((answered) => {
      waiting.set(number, answered);
      ask({ ...question, question: number });
    });
  }

  return {
    open(callId, destinationId) {
      const { port1, port2 } = new MessageChannel();
      open.add(callId);
      ask({ ask: 'open', callId, destinationId, port: port1 }, [port1]);
      return port2;
    },
    tune(callId: string, stage: EarStage) {
      if (open.has(callId)) ask({ ask: 'tune', callId, stage });
    },
    keyPressed(callId) {
      if (open.has(callId)) ask({ ask: 'key-pressed', callId });
    },
    close(callId) {
      if (open.delete(callId)) ask({ ask: 'close', callId });
    },
    onHeard(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async learn(callId, lesson) {
      if (!open.has(callId)) return undefined;
      return (await inquire({ ask: 'learn', callId, lesson })) as Recording | undefined;
    },
    async relabel(destinationId, recordingId, kind, title) {
      const titled = title === undefined ? {} : { title };
      return (await inquire({ ask: 'relabel', destinationId, recordingId, kind, ...titled })) === true;
    },
    async knowledge(destinationId) {
      return ((await inquire({ ask: 'knowledge', destinationId })) as Knowledge | undefined) ?? NOTHING_KNOWN;
    },
    async stop() {
      stopped = true;
      giveUpWaiting();
      open.clear();
      await worker?.terminate();
    },
  };
}
