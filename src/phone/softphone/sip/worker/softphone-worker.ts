import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { type AudioRing, RingWriter } from '../../../../hunter/base/audio-ring.js';
import { recordOf } from '../softphone-error.js';
import { Endpoint } from './endpoint.js';
import type {
  SoftphoneOrder,
  SoftphoneReply,
  SoftphoneRequest,
  WorkerBirth,
  WorkerCost,
} from './softphone-messages.js';

/**
 * The entry point of a line's worker thread: takes the host's orders and
 * runs them on the endpoint. An uncaught error ends only this worker.
 */

const host = parentPort;
if (host === null) throw new Error('softphone-worker runs only as a worker thread');

const birth = workerData as WorkerBirth;
const post = (reply: SoftphoneReply): void => host.postMessage(reply);

const endpoint = new Endpoint({
  ...birth,
  log: (level, sentence, fields) => post({ type: 'log', level, sentence, ...(fields === undefined ? {} : { fields }) }),
  // After the reply to the order that caused it, so that nobody hears of a leg before its dial has resolved.
  onFact: (fact) => setImmediate(() => post({ type: 'fact', fact })),
  onProxy: (address, works) => post({ type: 'proxy', address, works }),
});

/** Places a leg whose audio goes into the ring; if the leg never comes up, the ring is still closed. */
async function heard<T>(
  audio: AudioRing | undefined,
  place: (hearer: RingWriter | undefined) => Promise<T>,
): Promise<T> {
  const hearer = audio === undefined ? undefined : new RingWriter(audio);
  try {
    return await place(hearer);
  } catch (error) {
    hearer?.close();
    throw error;
  }
}

function cost(): WorkerCost {
  const { used_heap_size, total_heap_size } = getHeapStatistics();
  return { heapUsedBytes: used_heap_size, heapTotalBytes: total_heap_size };
}

function run(order: SoftphoneOrder): Promise<unknown> | unknown {
  switch (order.do) {
    case 'start':
      return endpoint.start();
    case 'dial':
      return heard(order.audio, (hearer) => endpoint.dial(order.leg, order.number, hearer));
    case 'answer-next':
      return heard(order.audio, (hearer) => endpoint.answerNext(order.leg, order.withinMs, hearer, order.from));
    case 'resume':
      return heard(order.audio, (hearer) => endpoint.resume(order.leg, order.dialog, hearer));
    case 'let-go':
      return endpoint.letGo(order.leg);
    case 'press':
      return endpoint.press(order.leg, order.key);
    case 'say':
      return endpoint.say(order.leg, order.samples);
    case 'relay':
      return endpoint.relay(order.from, order.to);
    case 'hang-up':
      return endpoint.hangUp(order.leg);
    case 'refer':
      return endpoint.refer(order.leg, order.target, order.withinMs, order.inPlaceOf);
    case 'measure':
      return cost();
    case 'stop':
      return endpoint.stop();
  }
}

host.on('message', ({ id, order }: SoftphoneRequest) => {
  Promise.resolve()
    .then(() => run(order))
    .then(
      (value) => post({ type: 'done', id, value }),
      (error: unknown) => post({ type: 'failed', id, error: recordOf(error) }),
    );
});
