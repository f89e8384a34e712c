import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createEar, type RunningEar } from '../../src/ear/worker/ear.js';
import { type AudioRing, RingReader } from '../../src/hunter/base/audio-ring.js';
import type { Verdict } from '../../src/hunter/terms.js';
import { createSoftphoneLine, type MeasurableSoftphone } from '../../src/phone/softphone/start-softphone.js';
import { CREDENTIALS } from '../../test/phone/softphone/sip/support/sip-server.js';
import { type Figure, figure, inVain } from '../figures.js';
import { usageOf } from '../usage.js';
import { DESTINATIONS } from './plan.js';

const LINES = [10, 50, 100] as const;
const WATCH_MS = 15_000;
/** A call lasts an hour: looked at once tables have grown and every line's thread has compiled its code, which takes two minutes. */
const SETTLE_MS = 120_000;
/** The event loop's delay is sampled this often; the sampling itself costs, so it is not on while the processor is watched. */
const SAMPLE_MS = 5;
/** Lines started side by side, and what is allowed for it: the machine may have other work. */
const AT_ONCE = 4;
const START_MS = 90_000;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a line costs from the SRTP packet to the verdict: real line workers and a real ear, a far end in another process. */
export async function measurePath(
  note: (line: string) => void,
  counts: readonly number[] = LINES,
): Promise<readonly Figure[]> {
  const far = fork(new URL('./far-end.js', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ proxy, ca }] = (await once(far, 'message')) as [{ proxy: string; ca: string }];
  const ear = createEar({ log: silent });
  const heard = new Map<string, Verdict['heard'][]>();
  ear.onHeard((callId, verdict) => heard.set(callId, [...(heard.get(callId) ?? []), verdict.heard]));
  const lines: MeasurableSoftphone[] = [];
  const rings: AudioRing[] = [];
  const heardS = () => rings.reduce((sum, ring) => sum + new RingReader(ring).written / 8000, 0);
  const figures: Figure[] = [];
  try {
    await pause(1_000);
    const idle = await watch();
    for (const count of counts) {
      note(`${count} lines hear`);
      while (lines.length < count) {
        const first = lines.length;
        const some = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, i) =>
          place(first + i, proxy, ca, ear, rings),
        );
        lines.push(...(await Promise.all(some)));
      }
      await pause(SETTLE_MS);
      const before = heardS();
      const busy = await watch();
      const came = (heardS() - before) / busy.seconds / count;
      // By the audio that came in: on a busy machine the far end may send less than it should.
      const share = (100 * (busy.share - idle.share)) / count / came;
      const delay = await eventLoopDelay();
      const hearing = [...heard.values()].filter((all) => all.includes('music')).length;
      figures.push(
        figure(`${count} lines, SRTP to verdict: share of a core a line`, '%', share, count, 2),
        figure(`${count} lines: lines a core`, '', 100 / share, count),
        figure(`${count} lines: audio that came in`, '%', 100 * came, count),
        figure(`${count} lines: memory a line`, 'MB', (busy.residentMb - idle.residentMb) / count, count),
        figure(`${count} lines: event loop delay p99`, 'ms', delay.p99, delay.samples, 20),
        inVain(`${count} lines: lines that told no music`, count - hearing, count),
        figure(`${count} lines: audio given up by a full ear`, 's', ear.figures().unheardMs / 1000, count, 0),
      );
    }
    return figures;
  } finally {
    far.kill();
    await Promise.allSettled(lines.map((line) => line.crash()));
    await ear.stop();
  }
}

async function place(
  index: number,
  proxy: string,
  ca: string,
  ear: RunningEar,
  rings: AudioRing[],
): Promise<MeasurableSoftphone> {
  const timings = { startMs: START_MS, connectMs: START_MS, replyMs: START_MS };
  const line = createSoftphoneLine({ credentials: { ...CREDENTIALS, proxy }, ca, timings });
  await line.start();
  const callId = `call-${index}`;
  const answered = new Promise<void>((done) => {
    line.onFact((fact) => void (fact.type === 'answered' && done()));
  });
  const destination = index % DESTINATIONS;
  const ring = ear.open(callId, String(destination));
  rings.push(ring);
  await line.dial(callId, `+180055501${String(destination).padStart(2, '0')}`, ring);
  await answered;
  ear.tune(callId, 'hold');
  return line;
}

async function watch() {
  const startedAt = performance.now();
  const before = usageOf(process.pid);
  await pause(WATCH_MS);
  const after = usageOf(process.pid);
  const elapsedMs = performance.now() - startedAt;
  const share = (after.cpuMs - before.cpuMs) / elapsedMs;
  return { share, residentMb: after.residentMb, seconds: elapsedMs / 1000 };
}

async function eventLoopDelay(): Promise<{ p99: number; samples: number }> {
  const histogram = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  histogram.enable();
  await pause(WATCH_MS);
  histogram.disable();
  // The histogram holds the time between two samples, the wait for the next one among it.
  return { p99: histogram.percentile(99) / 1e6 - SAMPLE_MS, samples: histogram.count };
}
