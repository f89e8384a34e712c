import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RunningEar } from './ear/ear.js';
import type { HuntService } from './hunter/hunts.js';
import type { LivePhone } from './phone/phone.js';
import type { RingCentralAccount } from './phone/ringcentral.js';

/** What `/metrics` tells: the process, the hunts, the lines, the ear, and the request budget by group. Read when it is asked for. */
export function createMetrics(parts: {
  readonly hunts: HuntService;
  readonly phone: LivePhone;
  readonly ear: RunningEar;
  readonly account: RingCentralAccount;
}): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'hunts_open',
    help: 'Hunts that have not ended.',
    registers,
    async collect() {
      this.set((await parts.hunts.open().catch(() => [])).length);
    },
  });
  new Gauge({
    name: 'hunts_run',
    help: 'Open hunts that this process runs.',
    registers,
    collect() {
      this.set(parts.hunts.figures().hunts);
    },
  });
  new Gauge({
    name: 'hunts_lines',
    help: 'Lines of the hunts that this process runs.',
    registers,
    collect() {
      this.set(parts.hunts.figures().lines);
    },
  });
  new Gauge({
    name: 'hunts_waiting',
    help: 'Hunts that wait for a process with room, over all processes.',
    registers,
    async collect() {
      this.set((await parts.hunts.waiting().catch(() => [])).length);
    },
  });
  new Gauge({
    name: 'lines_registered',
    help: 'Softphone lines that are up.',
    registers,
    collect() {
      this.set(parts.phone.figures().lines);
    },
  });
  new Gauge({
    name: 'calls_alive',
    help: 'Calls of this process that exist.',
    registers,
    collect() {
      this.set(parts.phone.figures().calls);
    },
  });
  new Gauge({
    name: 'ear_calls',
    help: 'Calls that are listened to.',
    registers,
    collect() {
      this.set(parts.ear.figures().calls);
    },
  });
  new Gauge({
    name: 'ear_shed_level',
    help: 'What the fullest worker of the ear gives up: 0 nothing, 1 words, 2 landmarks in music, 3 audio.',
    registers,
    collect() {
      this.set(parts.ear.figures().shedLevel);
    },
  });
  new Gauge({
    name: 'ear_unheard_seconds',
    help: 'Audio that a full ear never heard, over all calls since the start.',
    registers,
    collect() {
      this.set(parts.ear.figures().unheardMs / 1000);
    },
  });
  new Gauge({
    name: 'ringcentral_requests',
    help: 'Requests to RingCentral since the start, by group and what became of them.',
    labelNames: ['group', 'outcome'],
    registers,
    collect() {
      for (const [group, figures] of Object.entries(parts.account.figures())) {
        this.set({ group, outcome: 'sent' }, figures.sent);
        this.set({ group, outcome: 'too_many' }, figures.tooMany);
        this.set({ group, outcome: 'given_up' }, figures.givenUp);
      }
    },
  });
  return registry;
}
