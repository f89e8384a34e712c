import { getHeapStatistics } from 'node:v8';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { recordOf } from '../line-error.js';
import { Endpoint, type Hearer } from './endpoint.js';
import type { LineOrder, LineReply, LineRequest, WorkerBirth, WorkerCost } from './line-messages.js';

/** The entry of a line's worker thread: takes the host's orders, runs them on the endpoint. A throw ends this worker, and only it. */

const host = parentPort;
if (host === null) throw new Error('line-worker runs only as a worker thread');

const birth = workerData as WorkerBirth;
const post = (reply: LineReply): void => host.postMessage(reply);

const endpoint = new Endpoint({
  ...birth,
  log: (level, sentence, fields) => post({ type: 'log', level, sentence, ...(fields === undefined ? {} : { fields }) }),
  // Behind the reply to the order that caused it: nobody hears of a leg before its dial has resolved.
  onFact: (fact) => setImmediate(() => post({ type: 'fact', fact })),
});

/** Audio ports by leg, closed with the leg so that the ear knows that nothing more comes. */
function hearer(audio: MessagePort | undefined): Hearer {
  return { hear: (samples) => audio?.postMessage(samples), close: () => audio?.close() };
}

/** A leg that never came to be still closes its port. */
async function closing<T>(audio: MessagePort | undefined, leg: Promise<T>): Promise<T> {
  try {
    return await leg;
  } catch (error) {
    audio?.close();
    throw error;
  }
}

function cost(): WorkerCost {
  const { used_heap_size, total_heap_size } = getHeapStatistics();
  return { heapUsedBytes: used_heap_size, heapTotalBytes: total_heap_size };
}

function run(order: LineOrder): Promise<unknown> | unknown {
  switch (order.do) {
    case 'start':
      return endpoint.start();
    case 'dial':
      return closing(order.audio, endpoint.dial(order.leg, order.number, hearer(order.audio)));
    case 'answer-next':
      return closing(order.audio, endpoint.answerNext(order.leg, order.withinMs, hearer(order.audio)));
    case 'press':
      return endpoint.press(order.leg, order.key);
    case 'say':
      return endpoint.say(order.leg, order.samples);
    case 'relay':
      return endpoint.relay(order.from, order.to);
    case 'hang-up':
      return endpoint.hangUp(order.leg);
    case 'refer':
      return endpoint.refer(order.leg, order.target, order.withinMs);
    case 'measure':
      return cost();
    case 'stop':
      return endpoint.stop();
  }
}

host.on('message', ({ id, order }: LineRequest) => {
  Promise.resolve()
    .then(() => run(order))
    .then(
      (value) => post({ type: 'done', id, value }),
      (error: unknown) => post({ type: 'failed', id, error: recordOf(error) }),
    );
});
