import { parentPort } from 'node:worker_threads';
import type { AudioRing } from '../../hunter/base/audio-ring.js';
import { Libraries } from '../library/libraries.js';
import type { Library } from '../library/library.js';
import type { Utterance } from '../words/overhearing.js';
import type { Answer, EarReport, EarRequest, Question } from './ear-messages.js';
import { Listener } from './listener.js';
import { Overheard } from './overheard.js';
import { Turns } from './turns.js';

/** The entry of a worker of the ear: takes the main thread's requests, and hears its calls turn by turn while there are any. */

/** One look-up of the chain: what has come in by then is heard together. */
const TURN_MS = 64;

const listeners = new Map<string, Listener>();
/** What one call learnt serves the next, and calls of other processes. */
const libraries = new Libraries({
  onMade: (destinationId, writer) => tell({ tell: 'library-made', destinationId, writer }),
  onLearnt: (destinationId, writer, part) => tell({ tell: 'learnt', destinationId, writer, part }),
});
/** So much of what was learnt may be lost with the worker. */
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

/** A next turn is to come. */
let turning = false;

/** A turn that took too long is followed by the next at once, but behind what the main thread has asked meanwhile. */
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
  // Words are the first that a full worker gives up.
  const wanted = (utterance: Utterance, samples: Int16Array<ArrayBuffer>): void => {
    if (turns.hasTime) tell({ tell: 'speech', callId, utterance, samples });
  };
  turns.open(callId, ring, words ? new Overheard(listener, wanted) : listener);
  if (!turning) setTimeout(turn, TURN_MS);
  turning = true;
}

function close(callId: string): void {
  turns.close(callId);
  // Whether the far end turned us away is the hunt's to say: nothing gets a name from here.
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
    // What people teach is told at once.
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
