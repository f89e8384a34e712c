import { type MessagePort, parentPort } from 'node:worker_threads';
import type { Answer, EarReport, EarRequest, Question } from './ear-messages.js';
import { Library } from './library.js';
import { Listener } from './listener.js';

interface OpenCall {
  readonly listener: Listener;
  readonly port: MessagePort;
}

const calls = new Map<string, OpenCall>();
/** Kept while the process lives: what one call learnt serves the next. */
const libraries = new Map<string, Library>();

function libraryOf(destinationId: string): Library {
  const library = libraries.get(destinationId) ?? new Library();
  libraries.set(destinationId, library);
  return library;
}

const tell = (report: EarReport): void => parentPort?.postMessage(report);

function close(callId: string): void {
  const call = calls.get(callId);
  calls.delete(callId);
  call?.listener.tune('off');
  call?.port.close();
}

function open(callId: string, destinationId: string, port: MessagePort): void {
  close(callId);
  const listener = new Listener(libraryOf(destinationId));
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

function answer(question: Question): Answer {
  switch (question.ask) {
    case 'learn':
      return calls.get(question.callId)?.listener.learn(question.lesson);
    case 'relabel':
      return libraryOf(question.destinationId).relabel(question.recordingId, question.kind, question.title);
    case 'knowledge':
      return libraryOf(question.destinationId).knowledge;
  }
}

parentPort?.on('message', (request: EarRequest) => {
  if ('question' in request) {
    tell({ tell: 'answer', question: request.question, answer: answer(request) });
    return;
  }
  const { callId } = request;
  if (request.ask === 'open') open(callId, request.destinationId, request.port);
  else if (request.ask === 'close') close(callId);
  else if (request.ask === 'tune') calls.get(callId)?.listener.tune(request.stage);
  else calls.get(callId)?.listener.keyPressed();
});
