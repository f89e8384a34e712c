import type { AudioRing } from '../../hunter/base/audio-ring.js';
import type { Key } from '../../hunter/terms.js';
import type { Log } from './sip/message/log.js';
import type { DialogState, ExpectedCaller, LegFact, LegIds, SipCredentials, Softphone } from './sip/softphone.js';
import { SoftphoneError } from './sip/softphone-error.js';
import { defaultTimings, type Timings } from './sip/timings.js';
import { FailedLately } from './sip/transport/failed-lately.js';
import { SoftphoneHost } from './sip/worker/softphone-host.js';
import type { WorkerCost } from './sip/worker/softphone-messages.js';

export interface SoftphoneOptions {
  readonly credentials: SipCredentials;
  readonly userAgent?: string;
  /** Fixed sentences with data in fields; never secrets or numbers. */
  readonly log?: Log;
  /** A certificate authority (PEM) to use instead of the usual ones; not needed with `NODE_EXTRA_CA_CERTS`. */
  readonly ca?: string;
  /**
   * The region whose SIP proxy is preferred, as the phone service names it.
   * Without one, or if it has no proxy, the fastest to connect is used.
   */
  readonly proxyRegion?: string;
  /** What lines find out about proxies, shared among them: the next line starts with a proxy that works. */
  readonly failedProxies?: FailedLately;
  /** Packets per second that a leg sends while it has nothing to say: 1 to 50, where 50 is the pace of speech. */
  readonly silentPacketsPerSecond?: number;
  /**
   * Other processes may register the same line after this one, so it leaves without unregistering. All registrations of a line share one
   * instance, and the service could remove the newest along with ours. Closing the connection is what ends our own.
   */
  readonly isShared?: boolean;
  readonly timings?: Partial<Timings>;
  /** Pauses before a crashed worker is started again; the last one repeats. */
  readonly restartPausesMs?: readonly number[];
}

/** A `Softphone` plus what only the benchmark and the tests use. */
export interface MeasurableSoftphone extends Softphone {
  /** The worker's heap. */
  cost(): Promise<WorkerCost>;
  /** Ends the worker as a crash would. */
  crash(): Promise<void>;
}

/** Worker messages take practically no time; if one takes this much longer than the wait's own limit, the worker is dead. */
const SLACK_MS = 5_000;

const ids = (value: unknown): LegIds => (value ?? {}) as LegIds;

/** One line that hears, in its own worker thread. */
export function createSoftphoneLine(options: SoftphoneOptions): MeasurableSoftphone {
  const timings: Timings = { ...defaultTimings, ...options.timings };
  const failedProxies = options.failedProxies ?? new FailedLately();
  const { credentials, ca, isShared, proxyRegion, silentPacketsPerSecond } = options;
  const host = new SoftphoneHost({
    birth: () => ({
      credentials,
      userAgent: options.userAgent ?? 'hold-hunter',
      timings,
      failedProxies: failedProxies.list(),
      ...(ca === undefined ? {} : { ca }),
      ...(isShared === undefined ? {} : { isShared }),
      ...(proxyRegion === undefined ? {} : { proxyRegion }),
      ...(silentPacketsPerSecond === undefined ? {} : { silentPacketsPerSecond }),
    }),
    onProxy: (address, works) => (works ? failedProxies.works(address) : failedProxies.failed(address)),
    log: options.log ?? (() => undefined),
    restartPausesMs: options.restartPausesMs ?? [1_000, 2_000, 5_000, 15_000, 60_000],
  });
  const dialMs = timings.ringMs + 3 * timings.replyMs + SLACK_MS;
  const hangUpMs = 4 * timings.replyMs + SLACK_MS;
  const heardBy = (audio: AudioRing | undefined) => (audio === undefined ? {} : { audio });

  return {
    start: () => host.start(timings.startMs + SLACK_MS),
    async dial(leg: string, number: string, audio?: AudioRing) {
      return ids(await host.ask({ do: 'dial', leg, number, ...heardBy(audio) }, dialMs));
    },
    async answerNext(leg: string, withinMs: number, audio?: AudioRing, from?: ExpectedCaller) {
      const boundMs = withinMs + timings.replyMs + SLACK_MS;
      const order = { do: 'answer-next', leg, withinMs, ...heardBy(audio), ...(from && { from }) } as const;
      const answered = ids(await host.ask(order, boundMs));
      if (!('sipCallId' in answered) || typeof answered.sipCallId !== 'string') {
        throw new SoftphoneError('line-lost', 'The answered call has no Call-ID.');
      }
      return { ...answered, sipCallId: answered.sipCallId };
    },
    async resume(leg: string, dialog: DialogState, audio?: AudioRing) {
      await host.ask({ do: 'resume', leg, dialog, ...heardBy(audio) }, 3 * timings.replyMs + SLACK_MS);
    },
    async letGo(leg: string) {
      if (host.alive) await host.ask({ do: 'let-go', leg }, SLACK_MS);
    },
    async press(leg: string, key: Key) {
      await host.ask({ do: 'press', leg, key }, 60_000);
    },
    async say(leg: string, samples: Int16Array) {
      await host.ask({ do: 'say', leg, samples }, samples.length / 8 + 60_000);
    },
    async relay(fromLeg: string, toLeg: string) {
      await host.ask({ do: 'relay', from: fromLeg, to: toLeg }, SLACK_MS);
    },
    async hangUp(leg: string) {
      if (host.alive) await host.ask({ do: 'hang-up', leg }, hangUpMs);
    },
    async refer(leg: string, target: string, withinMs: number, inPlaceOf?: string) {
      const order = { do: 'refer', leg, target, withinMs, ...(inPlaceOf !== undefined && { inPlaceOf }) } as const;
      await host.ask(order, withinMs + SLACK_MS);
    },
    onFact: (listener: (fact: LegFact) => void) => host.onFact(listener),
    stop: () => host.stop(hangUpMs),
    cost: async () => (await host.ask({ do: 'measure' }, SLACK_MS)) as WorkerCost,
    crash: () => host.crash(),
  };
}
