import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createEar, type EarOptions, type RunningEar } from '../../../src/ear/worker/ear.js';
import { RingWriter } from '../../../src/hunter/base/audio-ring.js';
import { ringback } from '../../support/call-audio.js';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
let ear: RunningEar | undefined;
const folders: string[] = [];
afterEach(async () => {
  await ear?.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function start(options: Partial<EarOptions> = {}): RunningEar {
  ear = createEar({ log: quiet, ...options });
  return ear;
}

/** As much as a ring holds: four seconds of a line. */
const rings = ringback(1).subarray(0, 3 * 8000);

const nextVerdict = (from: RunningEar) =>
  new Promise<[string, string]>((resolve) => {
    from.onHeard((callId, verdict) => resolve([callId, verdict.heard]));
  });

const real = JSON.stringify(new URL('../../../src/ear/worker/ear-worker.js', import.meta.url).href);

/** A worker file that runs `source`; `deaths` is a counter that outlives the worker. */
function workerThat(source: (deaths: string) => string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'ear-'));
  folders.push(folder);
  const file = join(folder, 'worker.mjs');
  const count = JSON.stringify(join(folder, 'deaths'));
  writeFileSync(
    file,
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
     import { parentPort } from 'node:worker_threads';
     const deaths = existsSync(${count}) ? Number(readFileSync(${count}, 'utf8')) : 0;
     const die = () => parentPort.on('message', () => { writeFileSync(${count}, String(deaths + 1)); throw new Error('dead'); });
     ${source('deaths')}`,
  );
  return pathToFileURL(file);
}

describe('the ear in its workers', () => {
  it('hears what is written into the ring, and logs it with its reason', async () => {
    const logged: object[] = [];
    const running = start({ log: { ...quiet, info: (fields) => logged.push(fields) } });
    const told = nextVerdict(running);
    const line = new RingWriter(running.open('call-1', 'practice'));
    for (let at = 0; at < rings.length; at += 160) line.write(rings.slice(at, at + 160));
    expect(await told).toEqual(['call-1', 'ringback']);
    expect(logged[0]).toMatchObject({ callId: 'call-1', heard: 'ringback', sinceMs: 0 });
    expect(logged[0]).toHaveProperty('atMs');
    expect(logged[0]).toHaveProperty('reason');
  });

  it('when a worker dies, the next one continues its calls where it stopped, and only the log shows it', async () => {
    const errors: object[] = [];
    const running = start({
      workerUrl: workerThat((deaths) => `if (${deaths} > 0) await import(${real}); else die();`),
      log: { ...quiet, error: (fields) => errors.push(fields) },
    });
    running.onLost((callId) => expect.unreachable(callId));
    const told = nextVerdict(running);
    const line = new RingWriter(running.open('call-1', 'practice'));
    running.open('call-2', 'practice');
    line.write(rings);
    expect(await told).toEqual(['call-1', 'ringback']);
    expect(errors).toEqual([{ calls: 2, reason: 'Error: dead' }]);
  });

  it('when it soon dies again, its calls are reported lost, and a reopened call is heard by the third', async () => {
    const lost: string[] = [];
    let bothLost = () => {};
    const died = new Promise<void>((resolve) => {
      bothLost = resolve;
    });
    const running = start({
      workerUrl: workerThat((deaths) => `if (${deaths} > 1) await import(${real}); else die();`),
      now: () => 0,
    });
    running.onLost((callId) => {
      lost.push(callId);
      if (lost.length === 2) bothLost();
    });
    running.open('call-1', 'practice');
    running.open('call-2', 'practice');
    await died;
    expect(lost).toEqual(['call-1', 'call-2']);
    running.tune('call-1', 'hold');
    const told = nextVerdict(running);
    new RingWriter(running.open('call-1', 'practice')).write(rings);
    expect(await told).toEqual(['call-1', 'ringback']);
  });

  it('a closed call gets no more verdicts, and closing, tuning or stopping twice is harmless', async () => {
    const running = start();
    const closed = new RingWriter(running.open('call-1', 'practice'));
    running.onHeard((callId) => expect(callId).toBe('call-2'));
    closed.write(rings);
    running.close('call-1');
    running.close('call-1');
    running.tune('call-1', 'hold');
    running.keyPressed('nobody');
    const told = nextVerdict(running);
    new RingWriter(running.open('call-2', 'practice')).write(rings);
    expect(await told).toEqual(['call-2', 'ringback']);
    await running.stop();
    await running.stop();
  });

  it('one worker hears all calls to a destination, and destinations are spread over the workers allowed', async () => {
    const where = `parentPort.on('message', ({ ask, callId }) => {
      if (ask !== 'open') return;
      const verdict = { heard: 'music', atMs: 0, sinceMs: 0, reason: String(threadId) };
      parentPort.postMessage({ tell: 'heard', callId, verdict });
    });`;
    const running = start({
      workerUrl: workerThat(() => `import { threadId } from 'node:worker_threads'; ${where}`),
      workers: 2,
    });
    const calls = ['a', 'b', 'c'].flatMap((destination) => [1, 2, 3].map((n) => [`${destination}${n}`, destination]));
    const heard = new Map<string, string>();
    const all = new Promise<void>((resolve) => {
      running.onHeard((callId, { reason }) => {
        heard.set(callId, reason);
        if (heard.size === calls.length) resolve();
      });
    });
    for (const [callId = '', destination = ''] of calls) running.open(callId, destination);
    await all;
    const workersOf = (destination: string) => new Set([1, 2, 3].map((n) => heard.get(`${destination}${n}`)));
    for (const destination of ['a', 'b', 'c']) expect(workersOf(destination).size).toBe(1);
    expect(workersOf('a')).not.toEqual(workersOf('b'));
    expect(running.figures()).toMatchObject({ calls: 9, workers: 2, shedLevel: 0 });
  });
});
