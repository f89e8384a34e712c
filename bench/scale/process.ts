/** One process of the bench: a station and what happens to it. Started by `fleet.ts`, with its settings as the argument. */
import { readNotification } from '../../src/phone/events/notification.js';
import type { Answer, Ask, FromProcess, Passed, ProcessSettings, ToProcess } from './messages.js';
import { partiesOnHold } from './ring-central.js';
import { createStation } from './station.js';
import { createTraffic } from './traffic.js';

const settings = JSON.parse(process.argv[2] ?? '{}') as ProcessSettings;
const say = (message: FromProcess): void => void process.send?.(message);
/** With others there, what comes from outside comes in at another one. */
const pass = (what: Passed): void => (settings.processes > 1 ? say({ pass: what }) : passed(what));

const station = await createStation({
  ...{ name: settings.name, role: settings.role, redisUrl: settings.redisUrl },
  ...{ keepsEvents: settings.keepsEvents, processes: settings.processes },
  answers(callId, sessionId) {
    station.stopwatch.start(`pushed ${callId}`);
    pass({ is: 'event', sessionId });
  },
});
const traffic = createTraffic({
  name: settings.name,
  station,
  click: (claim) => pass({ is: 'click', claim }),
  ask: () => pass({ is: 'asked' }),
});
let since = { cpu: process.cpuUsage(), appended: 0 };

function passed(what: Passed): void {
  if (what.is === 'click') {
    const { huntId, ...claim } = what.claim;
    station.hunts.request(huntId, { type: 'claim', by: 'U0BENCH', ...claim }).catch((error: unknown) => {
      process.stderr.write(`a claim failed: ${String(error)}\n`);
    });
    return;
  }
  if (what.is === 'asked') {
    traffic.ask();
    return;
  }
  const { sessionId } = what;
  const body = { telephonySessionId: sessionId, sequence: 2, parties: partiesOnHold(sessionId) };
  const news = readNotification({ uuid: `answered-${sessionId}`, subscriptionId: 'bench', body });
  if (news !== undefined) station.receive({ is: 'news', news });
}

function answer(swept: boolean): Answer {
  const { user, system } = process.cpuUsage(since.cpu);
  if (swept) for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const { stopwatch } = station;
  return {
    liveCalls: station.phone.live(),
    appended: station.appended() - since.appended,
    cpuMs: (user + system) / 1000,
    memory: heapUsed + external,
    ...{ heard: stopwatch.times('heard'), pushed: stopwatch.times('pushed'), claims: stopwatch.times('claim') },
    starts: stopwatch.times('start'),
    slack: station.slack.figures(),
    errors: station.errors(),
  };
}

async function carryOut(ask: Ask): Promise<void> {
  if (ask.ask === 'begin') return settings.role === 'hunter' ? undefined : traffic.begin(ask.hunts);
  if (ask.ask === 'load') traffic.load(ask.load);
  if (ask.ask === 'flood') return traffic.flood(ask.ms);
  if (ask.ask === 'stop') traffic.stop();
  if (ask.ask !== 'clear') return;
  station.stopwatch.clear();
  since = { cpu: process.cpuUsage(), appended: station.appended() };
}

process.on('message', (message: ToProcess) => {
  if ('passed' in message) return passed(message.passed);
  const { id, what } = message;
  void carryOut(what).then(() => say({ id, answer: answer(what.ask === 'tell' && what.swept === true) }));
});
process.on('disconnect', () => process.exit(0));
say({ ready: true });
