import { type MessagePort, parentPort } from 'node:worker_threads';
import type { EarReport, EarRequest } from './ear-messages.js';
import { Library } from './library.js';
import { Listener } from './listener.js';

interface OpenCall {
  readonly listener: Listener;
  readonly port: MessagePort;
}

const calls = new Map<string, OpenCall>();
/** Kept while the process lives: what one call learnt serves the next. */
const libraries = new Map<string, Library>();

const tell = (report: EarReport): void => parentPort?.postMessage(report);

function close(callId: string): void {
  const call = calls.get(callId);
  calls.delete(callId);
  call?.listener.tune('off');
  call?.port.close();
}

function open(callId: string, destinationId: string, port: MessagePort): void {
  close(callId);
  const library = libraries.get(destinationId) ?? new Library();
  libraries.set(destinationId, library);
  const listener = new Listener(library);
  calls.set(callId, { listener, port });
  port.on('message', (samples: unknown) => {
    if (!(samples instanceof Int16Array)) return;
    try {
      for (const verdict of listener.hear(samples)) tell({ tell: 'heard', callId, verdict });
    } catch (error) {
      // One call's trouble is not the others'.
      close(callId);
      tell({ tell: 'failed', callId, reason: String(error) });
    }
  });
}

parentPort?.on('message', (request: EarRequest) => {
  const { callId } = request;
  if (request.ask === 'open') open(callId, request.destinationId, request.port);
  else if (request.ask === 'close') close(callId);
  else if (request.ask === 'tune') calls.get(callId)?.listener.tune(request.stage);
  else calls.get(callId)?.listener.keyPressed();
});
