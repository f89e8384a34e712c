import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RunningEar } from './ear/worker/ear.js';
import type { Directory } from './hunter/ports/directory.js';
import type { HuntService } from './hunter/run/hunts.js';
import type { RingCentralAccount } from './phone/account/ringcentral.js';
import type { RingCentralEvents } from './phone/events/events.js';
import type { LivePhone } from './phone/phone.js';

/** What `/metrics` reports: the process, the hunts, the lines, the ear, and the request budget by group. Collected on request. */
export function createMetrics(parts: {
  readonly hunts: HuntService;
  readonly phone: LivePhone;
  readonly ear: RunningEar;
  readonly account: RingCentralAccount;
  readonly events: RingCentralEvents;
  readonly directory: Directory;
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
  new Gauge({
    name: 'ringcentral_events_subscribed',
    help: 'Whether RingCentral tells of calls as they change (1), and how.',
    labelNames: ['transport'],
    registers,
    collect() {
      this.reset();
      const { healthy, transport } = parts.events.figures();
      this.set({ transport }, healthy ? 1 : 0);
    },
  });
  new Gauge({
    name: 'ringcentral_events',
    help: 'Events of calls since the start, by what became of them; doubts: times when some may have been missed.',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { healthy, transport, ...counts } = parts.events.figures();
      for (const [outcome, count] of Object.entries(counts)) this.set({ outcome }, count);
    },
  });
  new Gauge({
    name: 'ringcentral_requests_saved',
    help: 'Looks at calls that events made unnecessary since the start.',
    registers,
    collect() {
      this.set(parts.phone.figures().watch.saved);
    },
  });
  new Gauge({
    name: 'directory_extensions',
    help: 'Extensions of the account, by whether they can place calls.',
    labelNames: ['can_call'],
    registers,
    collect() {
      const extensions = parts.directory.extensions();
      const lines = extensions.filter(({ line }) => line !== undefined).length;
      this.set({ can_call: 'yes' }, lines);
      this.set({ can_call: 'no' }, extensions.length - lines);
    },
  });
  new Gauge({
    name: 'directory_sync_left',
    help: 'Extensions that the sync under way has still to look at; 0 when there is none.',
    registers,
    collect() {
      const progress = parts.directory.progress();
      this.set(progress === undefined ? 0 : progress.of - progress.looked);
    },
  });
  new Gauge({
    name: 'directory_last_sync_seconds',
    help: 'How long the last complete sync of the directory took.',
    registers,
    collect() {
      const last = parts.directory.lastSync();
      if (last !== undefined) this.set((last.ended - last.began) / 1000);
    },
  });
  return registry;
}
