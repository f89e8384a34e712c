import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createEar, type EarOptions, type RunningEar } from '../../src/ear/ear.js';
import { ringback } from '../support/call-audio.js';

const quiet = { info: () => {}, error: () => {} };
let ear: RunningEar | undefined;
afterEach(() => ear?.stop());

function start(options: Partial<EarOptions> = {}): RunningEar {
  ear = createEar({ log: quiet, ...options });
  return ear;
}

const nextVerdict = (from: RunningEar) =>
  new Promise<[string, string]>((resolve) => {
    from.onHeard((callId, verdict) => resolve([callId, verdict.heard]));
  });

describe('the ear in its worker', () => {
  it('hears what is posted on the port, and logs it with its reason', async () => {
    const logged: object[] = [];
    const running = start({ log: { ...quiet, info: (fields) => logged.push(fields) } });
    const told = nextVerdict(running);
    const port = running.open('call-1', 'practice');
    port.postMessage('not audio');
    const audio = ringback(1);
    for (let at = 0; at < audio.length; at += 160) port.postMessage(audio.slice(at, at + 160));
    expect(await told).toEqual(['call-1', 'ringback']);
    expect(logged[0]).toMatchObject({ callId: 'call-1', heard: 'ringback', sinceMs: 0 });
    expect(logged[0]).toHaveProperty('atMs');
    expect(logged[0]).toHaveProperty('reason');
    port.close();
  });

  it('when the worker dies, its calls are told as lost, and a call opened again is heard by the next worker', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ear-'));
    const real = new URL('../../src/ear/ear-worker.js', import.meta.url).href;
    const file = join(folder, 'dies-once.mjs');
    const flag = join(folder, 'died');
    writeFileSync(
      file,
      `import { existsSync, writeFileSync } from 'node:fs';
       import { parentPort } from 'node:worker_threads';
       if (existsSync(${JSON.stringify(flag)})) await import(${JSON.stringify(real)});
       else parentPort.on('message', () => { writeFileSync(${JSON.stringify(flag)}, ''); throw new Error('dead'); });`,
    );
    const lost: string[] = [];
    let bothLost = () => {};
    const died = new Promise<void>((resolve) => {
      bothLost = resolve;
    });
    const running = start({
      workerUrl: pathToFileURL(file),
      onLost: (callId) => {
        lost.push(callId);
        if (lost.length === 2) bothLost();
      },
    });
    running.open('call-1', 'practice');
    running.open('call-2', 'practice');
    await died;
    expect(lost).toEqual(['call-1', 'call-2']);
    running.tune('call-1', 'hold');
    const told = nextVerdict(running);
    const port = running.open('call-1', 'practice');
    port.postMessage(ringback(1));
    expect(await told).toEqual(['call-1', 'ringback']);
    port.close();
    rmSync(folder, { recursive: true });
  });

  it('a call that is closed is told no more, and closing, tuning or stopping twice is harmless', async () => {
    const running = start();
    const port = running.open('call-1', 'practice');
    running.onHeard((callId) => expect(callId).toBe('call-2'));
    port.postMessage(ringback(1));
    running.close('call-1');
    running.close('call-1');
    running.tune('call-1', 'hold');
    running.keyPressed('nobody');
    const told = nextVerdict(running);
    const other = running.open('call-2', 'practice');
    other.postMessage(ringback(1));
    expect(await told).toEqual(['call-2', 'ringback']);
    other.close();
    await running.stop();
    await running.stop();
  });
});
