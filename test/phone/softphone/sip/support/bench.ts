import { type AudioRing, createAudioRing, RingReader } from '../../../../../src/hunter/base/audio-ring.js';
import type { DialogState, LegFact } from '../../../../../src/phone/softphone/sip/softphone.js';
import type { Timings } from '../../../../../src/phone/softphone/sip/timings.js';
import {
  createSoftphoneLine,
  type MeasurableSoftphone,
  type SoftphoneOptions,
} from '../../../../../src/phone/softphone/start-softphone.js';
import { CREDENTIALS, type ServerCall, SipServer } from './sip-server.js';

/** Long enough for a busy machine, short enough to wait for where a test is about the wait. */
const testTimings: Partial<Timings> = {
  connectMs: 3_000,
  replyMs: 1_500,
  registerEveryMs: 30_000,
  reconnectPausesMs: [20, 50],
  leastSessionSeconds: 1,
};

export interface Bench {
  readonly server: SipServer;
  readonly line: MeasurableSoftphone;
  /** What is told of calls. What is told for the next process is apart. */
  readonly facts: LegFact[];
  readonly dialogs: DialogState[];
  readonly logged: string[];
  /** Resolves with the first fact, past or future, that fits. */
  fact(leg: string, type: LegFact['type']): Promise<LegFact>;
  stop(): Promise<void>;
}

/** A server and a line against it, started. */
export async function bench(
  timings: Partial<Timings> = {},
  started = true,
  more: Partial<SoftphoneOptions> = {},
): Promise<Bench> {
  const server = await SipServer.start();
  const logged: string[] = [];
  const line = createSoftphoneLine({
    credentials: { ...CREDENTIALS, proxy: server.proxy },
    ca: server.ca,
    timings: { ...testTimings, ...timings },
    restartPausesMs: [20],
    log: (level, sentence, fields) => logged.push(`${level} ${sentence} ${JSON.stringify(fields ?? {})}`),
    ...more,
  });
  const facts: LegFact[] = [];
  const dialogs: DialogState[] = [];
  const waits: { leg: string; type: string; done: (fact: LegFact) => void }[] = [];
  line.onFact((fact) => {
    if (fact.type === 'dialog') dialogs.push(fact.dialog);
    else facts.push(fact);
    for (const wait of waits) if (wait.leg === fact.leg && wait.type === fact.type) wait.done(fact);
  });
  if (started) await line.start();
  return {
    server,
    line,
    facts,
    dialogs,
    logged,
    fact: (leg, type) => {
      const past = facts.find((fact) => fact.leg === leg && fact.type === type);
      return past !== undefined ? Promise.resolve(past) : new Promise((done) => waits.push({ leg, type, done }));
    },
    async stop() {
      await line.stop();
      await server.stop();
    },
  };
}

/** The usual course: tried, rung with early audio, answered. */
export function usual(call: ServerCall): void {
  call.trying();
  call.progress();
  call.answer();
}

/** Dials, and waits until the call is answered on both sides. */
export async function answeredCall(b: Bench, leg = 'a', audio = ear()): Promise<{ call: ServerCall; ear: Ear }> {
  const before = b.server.calls.length;
  if (!b.server.scripts.has('INVITE')) b.server.onInvite(usual);
  await b.line.dial(leg, '+18005550199', audio.ring);
  await b.fact(leg, 'answered');
  const call = b.server.calls[before];
  if (call === undefined) throw new Error('the server saw no call');
  await call.acked();
  return { call, ear: audio };
}

export interface Ear {
  readonly ring: AudioRing;
  readonly closed: Promise<void>;
  samples(): Int16Array;
  /** Resolves once so many samples were heard. */
  has(count: number): Promise<void>;
  /** Resolves once this very sample was heard. */
  hears(sample: number): Promise<void>;
}

/** How often the ring is looked into. */
const LOOK_MS = 5;

/** Hears what a line writes. */
export function ear(): Ear {
  const ring = createAudioRing();
  const reader = new RingReader(ring);
  let all = new Int16Array(0);
  const waits: { readonly fits: () => boolean; readonly done: () => void }[] = [];
  const until = (fits: () => boolean) =>
    fits() ? Promise.resolve() : new Promise<void>((done) => waits.push({ fits, done }));
  const looking = setInterval(() => {
    const { samples } = reader.read();
    const before = all;
    all = new Int16Array(before.length + samples.length);
    all.set(before);
    all.set(samples, before.length);
    for (const wait of waits) if (wait.fits()) wait.done();
    if (reader.ended) clearInterval(looking);
  }, LOOK_MS);
  looking.unref();
  return {
    ring,
    closed: until(() => reader.ended),
    samples: () => all,
    hears: (sample) => until(() => all.includes(sample)),
    has: (count) => until(() => all.length >= count),
  };
}
