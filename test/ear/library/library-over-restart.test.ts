import { expect, it } from 'vitest';
import { createLibrarySync } from '../../../src/ear/library/library-sync.js';
import { createEar, type RunningEar } from '../../../src/ear/worker/ear.js';
import { RingWriter } from '../../../src/hunter/base/audio-ring.js';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { join, music, silence } from '../../support/call-audio.js';
import { sayings } from '../support/play.js';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

function start(store: Store) {
  const librarySync = createLibrarySync({ store, clock: systemClock, log: quiet, keepDays: 10 });
  const ear = createEar({ log: quiet, librarySync, workers: 1 });
  const stop = async () => {
    await ear.stop();
    await librarySync.stop();
  };
  return { ear, stop };
}

/** Plays sound to a call as fast as the ear hears it, until a certain verdict. */
async function hear(
  ear: RunningEar,
  callId: string,
  sound: Int16Array,
  until: (heard: string) => boolean,
): Promise<void> {
  const told = new Promise<void>((resolve) => {
    ear.onHeard((id, { heard }) => {
      if (id === callId && until(heard)) resolve();
    });
  });
  const line = new RingWriter(ear.open(callId, 'irs-pps'));
  ear.tune(callId, 'hold');
  line.write(sound.subarray(0, 30_000));
  await told;
}

it('what a person taught is known after a restart, and a call in the next process recognizes it', async () => {
  const { scams } = await sayings();
  const store = createMemoryStore({ retentionMs: 1000 });
  const announced = join(music(1.5, 4), silence(0.2), scams);
  const first = start(store);
  await hear(first.ear, 'call-1', announced, (heard) => heard === 'music');
  const taught = await first.ear.learn('call-1', { kind: 'announcement', since: 1700, title: 'Scams' });
  expect(taught?.title).toBe('Scams');
  await first.stop();

  const second = start(store);
  // The library loads while the call goes on; nothing waits for it.
  while ((await second.ear.knowledge('irs-pps')).recordings.length === 0) await new Promise((go) => setImmediate(go));
  expect((await second.ear.knowledge('irs-pps')).recordings).toEqual([taught]);
  await hear(second.ear, 'call-2', join(silence(0.3), scams), (heard) => heard === 'announcement');
  await second.stop();
});
