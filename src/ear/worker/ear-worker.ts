import { parentPort } from 'node:worker_threads';
import type { AudioRing } from '../../hunter/base/audio-ring.js';
import { Libraries } from '../library/libraries.js';
import type { Library } from '../library/library.js';
import type { Utterance } from '../words/overhearing.js';
import type { Answer, EarReport, EarRequest, Question } from './ear-messages.js';
import { Listener } from './listener.js';
import { Overheard } from './overheard.js';
import { Turns } from './turns.js';

/**
 * Entry point of a worker of the ear. It takes requests from the main thread, and hears its calls in turns while it has
 * any.
 */

/** The interval of the processing chain: audio that arrived since the last turn is heard together. */
const TURN_MS = 64;

const listeners = new Map<string, Listener>();
/** Shared by all calls to a destination, here and in other processes. */
const libraries = new Libraries({
  onMade: (destinationId, writer) => tell({ tell: 'library-made', destinationId, writer }),
  onLearned: (destinationId, writer, part) => tell({ tell: 'learned', destinationId, writer, part }),
});
/** If the worker dies, at most this much learning is lost. */
const NEWS_EVERY_MS = 3000;
setInterval(() => libraries.tellNews(), NEWS_EVERY_MS);

const libraryOf = (destinationId: string): Library => libraries.of(destinationId);

const tell = (report: EarReport): void => parentPort?.postMessage(report);

const turns = new Turns({
  onHeard: (callId, verdict) => tell({ tell: 'heard', callId, verdict }),
  onFailed: (callId, reason) => {
    close(callId);
    tell({ tell: 'failed', callId, reason });
  },
  onShed: (shed) => tell({ tell: 'shed', shed }),
  now: () => performance.now(),
});

/** A turn is scheduled. */
let turning = false;

/** After a turn that took too long the next one starts right away, but behind requests that arrived meanwhile. */
function turn(): void {
  const startedAt = performance.now();
  turns.turn();
  turning = turns.size > 0;
  if (turning) setTimeout(turn, Math.max(0, startedAt + TURN_MS - performance.now()));
}

function open(callId: string, destinationId: string, ring: AudioRing, words: boolean): void {
  close(callId);
  const listener = new Listener(libraryOf(destinationId));
  listeners.set(callId, listener);
  // An overloaded worker skips words first.
  const wanted = (utterance: Utterance, samples: Int16Array<ArrayBuffer>): void => {
    if (turns.hasTime) tell({ tell: 'speech', callId, utterance, samples });
  };
  turns.open(callId, ring, words ? new Overheard(listener, wanted) : listener);
  if (!turning) setTimeout(turn, TURN_MS);
  turning = true;
}

function close(callId: string): void {
  turns.close(callId);
  // Only the hunt knows whether the far end turned us away, so nothing is named here.
  listeners.get(callId)?.ended(false);
  listeners.delete(callId);
}

function answer(question: Question): Answer {
  switch (question.ask) {
    case 'learn':
      return listeners.get(question.callId)?.learn(question.lesson);
    case 'relabel':
      return libraryOf(question.destinationId).relabel(question.recordingId, question.kind, question.title);
    case 'knowledge':
      return libraryOf(question.destinationId).knowledge;
    case 'settle':
      return undefined;
  }
}

parentPort?.on('message', (request: EarRequest) => {
  if ('question' in request) {
    const answered = answer(request);
    // Report what people teach right away.
    if (request.ask !== 'knowledge') libraries.tellNews();
    tell({ tell: 'answer', question: request.question, answer: answered });
    return;
  }
  if (request.ask === 'take-in') {
    void libraries.takeIn(request);
    return;
  }
  const { callId } = request;
  if (request.ask === 'open') open(callId, request.destinationId, request.ring, request.words);
  else if (request.ask === 'close') close(callId);
  else if (request.ask === 'tune') listeners.get(callId)?.tune(request.stage);
  else if (request.ask === 'key-pressed') listeners.get(callId)?.keyPressed();
  else {
    const verdicts = listeners.get(callId)?.understand(request.utterance, request.text) ?? [];
    for (const verdict of verdicts) tell({ tell: 'heard', callId, verdict });
  }
});
