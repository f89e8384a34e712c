import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Ear } from '../hunter/ports.js';
import type { EarStage, Verdict } from '../hunter/words.js';
import type { EarReport, EarRequest } from './ear-messages.js';

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

/** The ear's side on the main thread: hands out ports, passes verdicts on, and replaces a worker that died. */
export function createEar(options: EarOptions): RunningEar {
  const { log, onLost } = options;
  const listeners = new Set<(callId: string, verdict: Verdict) => void>();
  const open = new Set<string>();
  const workerUrl = options.workerUrl ?? new URL('./ear-worker.js', import.meta.url);
  let worker: Worker | undefined;
  let stopped = false;

  function loseAll(reason: string): void {
    const lost = [...open];
    open.clear();
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

  function report(message: EarReport): void {
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
    async stop() {
      stopped = true;
      open.clear();
      await worker?.terminate();
    },
  };
}
