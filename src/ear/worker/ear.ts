import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { type AudioRing, createAudioRing } from '../../hunter/base/audio-ring.js';
import type { Log } from '../../hunter/base/log.js';
import type { Ear } from '../../hunter/ports/ear.js';
import type { EarStage, Knowledge, Recording, Verdict } from '../../hunter/terms.js';
import { NOTHING_KNOWN } from '../library/library.js';
import { memoryOf } from '../library/library-part.js';
import type { LibrarySync } from '../library/library-sync.js';
import type { Words } from '../words/words.js';
import type { EarReport, LibraryReport, Shed } from './ear-messages.js';
import { EarThread } from './ear-thread.js';
import { SHED_LEVELS, type ShedLevel } from './shedding.js';

export interface EarOptions {
  readonly log: Log;
  /** The worker's file; only tests of a dying worker set it. */
  readonly workerUrl?: URL;
  /** Stores libraries; without it they are lost with the process. */
  readonly librarySync?: LibrarySync;
  /** Turns speech into words; optional. */
  readonly words?: Words;
  /** The most workers to start; by default one per core. */
  readonly workers?: number;
  /** A monotonic clock, in ms. */
  readonly now?: () => number;
}

type SpeechReport = Extract<EarReport, { tell: 'speech' }>;

/** The ear's metrics. */
export interface EarFigures {
  readonly calls: number;
  readonly workers: number;
  /** What the busiest worker is skipping: 0 nothing, 1 words, 2 landmarks, 3 audio. */
  readonly shedLevel: number;
  /** Audio never heard since startup, summed over all calls. */
  readonly unheardMs: number;
}

export interface RunningEar extends Ear {
  figures(): EarFigures;
  /** Ends the workers; calls that are still open are no longer heard. */
  stop(): Promise<void>;
}

/** If a worker dies again within this time, its calls are not opened a third time: one of them may be the cause. */
const DEATHS_APART_MS = 60_000;

/** On stop, how long to wait for workers to report what they learned; a hung worker's last seconds are lost. */
const SETTLE_WITHIN_MS = 2000;

/** One worker and its reported load. */
interface Seat {
  readonly thread: EarThread;
  level: ShedLevel;
  diedAt: number;
}

interface OpenCall {
  readonly destinationId: string;
  readonly ring: AudioRing;
  readonly seat: Seat;
  stage: EarStage | undefined;
}

/**
 * The main thread's side of the ear: hands out rings, spreads calls over workers, passes on verdicts, and replaces
 * workers that die.
 */
export function createEar(options: EarOptions): RunningEar {
  const { log, librarySync, words } = options;
  const listeners = new Set<(callId: string, verdict: Verdict) => void>();
  const losses = new Set<(callId: string) => void>();
  const calls = new Map<string, OpenCall>();
  const seats: Seat[] = [];
  /** One worker hears all calls to a destination, because it holds the library. */
  const seatsOfDestinations = new Map<string, Seat>();
  const workerUrl = options.workerUrl ?? new URL('./ear-worker.js', import.meta.url);
  const mostWorkers = options.workers ?? availableParallelism();
  const now = options.now ?? (() => performance.now());
  let unheardMs = 0;

  function lose(callId: string, reason: string): void {
    calls.delete(callId);
    log.error({ callId, reason }, 'the ear lost a call');
    for (const listener of losses) {
      try {
        listener(callId);
      } catch (error) {
        log.error({ callId, err: error }, 'a listener for lost calls failed');
      }
    }
  }

  /** Unheard audio is still in the rings, so the next worker continues where this one stopped. */
  function onDeath(seat: Seat, reason: string): void {
    const orphans = [...calls].filter(([, call]) => call.seat === seat);
    const again = now() - seat.diedAt < DEATHS_APART_MS;
    seat.diedAt = now();
    seat.level = 'nothing';
    log.error({ calls: orphans.length, reason }, 'a worker of the ear died');
    for (const [callId, call] of orphans) {
      if (again) lose(callId, reason);
      else listen(callId, call);
    }
  }

  function listen(callId: string, { seat, destinationId, ring, stage }: OpenCall): void {
    seat.thread.ask({ ask: 'open', callId, destinationId, ring, words: words !== undefined });
    if (stage !== undefined) seat.thread.ask({ ask: 'tune', callId, stage });
  }

  function report(seat: Seat, message: Exclude<EarReport, { tell: 'answer' }>): void {
    if (message.tell === 'shed') {
      onShed(seat, message.shed);
      return;
    }
    if (message.tell === 'library-made' || message.tell === 'learned') {
      reportLibrary(seat, message);
      return;
    }
    const { callId } = message;
    // A verdict may arrive after its call was closed; nobody needs it then.
    if (!calls.has(callId)) return;
    if (message.tell === 'failed') lose(callId, message.reason);
    else if (message.tell === 'speech') void read(seat, message);
    else heard(callId, message.verdict);
  }

  async function read({ thread }: Seat, { callId, utterance, samples }: SpeechReport): Promise<void> {
    const text = await words?.recognize(samples);
    if (text !== undefined && calls.has(callId)) thread.ask({ ask: 'words', callId, utterance, text });
  }

  function reportLibrary({ thread }: Seat, message: LibraryReport): void {
    const { destinationId, writer } = message;
    if (message.tell === 'learned') librarySync?.keep(destinationId, writer, message.part);
    else {
      librarySync?.follow(destinationId, writer, (given) =>
        thread.ask({ ask: 'take-in', destinationId, writer, ...given }, memoryOf(given.part)),
      );
    }
  }

  async function settle(): Promise<void> {
    const settled = new AbortController();
    const late = delay(SETTLE_WITHIN_MS, undefined, { signal: settled.signal }).catch(() => undefined);
    await Promise.race([Promise.all(seats.map(({ thread }) => thread.inquire({ ask: 'settle' }))), late]);
    settled.abort();
  }

  function heard(callId: string, verdict: Verdict): void {
    log.info({ callId, ...verdict }, 'heard');
    for (const listener of listeners) {
      try {
        listener(callId, verdict);
      } catch (error) {
        log.error({ callId, err: error }, 'a listener for verdicts failed');
      }
    }
  }

  function onShed(seat: Seat, shed: Shed): void {
    seat.level = shed.level;
    unheardMs += shed.passedMs + shed.overrunMs;
    const fields = { worker: seats.indexOf(seat), ...shed };
    if (shed.level === 'nothing' && shed.passedMs + shed.overrunMs === 0) log.info(fields, 'the ear keeps up again');
    else log.warn(fields, 'the ear cannot keep up and is skipping some of its work');
  }

  function newSeat(): Seat {
    const seat: Seat = {
      thread: new EarThread({
        url: workerUrl,
        onReport: (message) => report(seat, message),
        onDeath: (reason) => onDeath(seat, reason),
      }),
      level: 'nothing',
      diedAt: Number.NEGATIVE_INFINITY,
    };
    seats.push(seat);
    return seat;
  }

  /** A destination keeps its worker for the life of the process, since its library is there. */
  function seatOf(destinationId: string): Seat {
    const known = seatsOfDestinations.get(destinationId);
    if (known !== undefined) return known;
    const callsOf = (seat: Seat) => [...calls.values()].filter((call) => call.seat === seat).length;
    const destinationsOf = (seat: Seat) => [...seatsOfDestinations.values()].filter((each) => each === seat).length;
    const [emptiest] = seats.toSorted((a, b) => callsOf(a) - callsOf(b) || destinationsOf(a) - destinationsOf(b));
    const seat = emptiest === undefined || seats.length < mostWorkers ? newSeat() : emptiest;
    seatsOfDestinations.set(destinationId, seat);
    return seat;
  }

  return {
    open(callId, destinationId) {
      const ring = createAudioRing();
      const call = { destinationId, ring, seat: seatOf(destinationId), stage: undefined };
      calls.get(callId)?.seat.thread.ask({ ask: 'close', callId });
      calls.set(callId, call);
      listen(callId, call);
      return ring;
    },
    tune(callId: string, stage: EarStage) {
      const call = calls.get(callId);
      if (call === undefined) return;
      call.stage = stage;
      call.seat.thread.ask({ ask: 'tune', callId, stage });
    },
    keyPressed(callId) {
      calls.get(callId)?.seat.thread.ask({ ask: 'key-pressed', callId });
    },
    close(callId) {
      calls.get(callId)?.seat.thread.ask({ ask: 'close', callId });
      calls.delete(callId);
    },
    onHeard(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onLost(listener) {
      losses.add(listener);
      return () => losses.delete(listener);
    },
    async learn(callId, lesson) {
      const learned = await calls.get(callId)?.seat.thread.inquire({ ask: 'learn', callId, lesson });
      return learned as Recording | undefined;
    },
    async relabel(destinationId, recordingId, kind, title) {
      const titled = title === undefined ? {} : { title };
      const { thread } = seatOf(destinationId);
      return (await thread.inquire({ ask: 'relabel', destinationId, recordingId, kind, ...titled })) === true;
    },
    async knowledge(destinationId) {
      const known = await seatOf(destinationId).thread.inquire({ ask: 'knowledge', destinationId });
      return (known as Knowledge | undefined) ?? NOTHING_KNOWN;
    },
    figures: () => ({
      calls: calls.size,
      workers: seats.length,
      shedLevel: Math.max(0, ...seats.map(({ level }) => SHED_LEVELS.indexOf(level))),
      unheardMs,
    }),
    async stop() {
      for (const [callId, { seat }] of calls) seat.thread.ask({ ask: 'close', callId });
      calls.clear();
      if (librarySync !== undefined) await settle();
      await Promise.all(seats.map(({ thread }) => thread.stop()));
    },
  };
}
