import { setTimeout as pause } from 'node:timers/promises';
import type { Play } from '../sandbox/play.js';
import { scenario } from '../sandbox/scenario.js';
import { type Figure, figure, quantile } from './figures.js';
import { measureLibraryHour } from './path/library-hour.js';
import { measurePath } from './path/measure.js';
import { usageOf } from './usage.js';
import { inPractice } from './world.js';

const LINES_PER_HUNT = 10;
const LINES = 30;
/** How long the processor is watched for one figure. */
const WATCH_MS = 15_000;
/** Let memory and registrations settle before looking. */
const SETTLE_MS = 5_000;

const COMMANDS_A_SECOND = 200;
const COMMANDS_FOR_S = 6;
const COMMANDS = ['/irs-hunt status', '/irs-hunt help', '/irs-hunt lines', '/irs-hunt'] as const;

/** What a line costs, from its packets to what is heard in them; what one costs in the whole bot; and whether Slack is still answered in time meanwhile. */
export async function measureLines(note: (line: string) => void): Promise<readonly Figure[]> {
  return [...(await measurePath(note)), ...measureLibraryHour(note), ...(await measureInTheBot(note))];
}

async function measureInTheBot(note: (line: string) => void): Promise<readonly Figure[]> {
  return inPractice(plan, 21, async (play) => {
    const figures: Figure[] = [];
    const idle = await watch(play, note, 0);
    figures.push(figure('memory with 0 lines', 'MB', idle.residentMb, 1));
    for (const lines of [LINES_PER_HUNT, LINES]) {
      await listen(play, lines);
      const busy = await watch(play, note, lines);
      figures.push(figure(`memory with ${lines} lines`, 'MB', busy.residentMb, 1));
      figures.push(
        figure(
          `share of a core for one of ${lines} hearing lines`,
          '%',
          (100 * (busy.share - idle.share)) / lines,
          lines,
        ),
      );
    }
    note(`${COMMANDS_A_SECOND} commands a second`);
    figures.push(...(await acknowledgements(play)));
    return figures;
  });
}

const plan = scenario({
  name: 'bench-lines',
  about: 'Many lines on hold.',
  expected: 'cancelled',
  lines: LINES,
  faults: { lightPerMinute: 5_000 },
  destination: { menu: 'none', holdMs: [3_600_000, 3_600_000], announcementEveryMs: 20_000, ringMs: 500 },
  patience: { staggerMs: 200 },
  settings: {
    FIRST_LIMITS: `lines=${LINES},linesPerHunt=${LINES_PER_HUNT},linesPerPerson=${LINES},huntsPerPerson=${LINES / LINES_PER_HUNT}`,
    MAX_WAIT_MINUTES: '60',
    LOG_LEVEL: 'info',
  },
  slackRateFactor: 20,
  form: { destination: 'Practice line (no menu)', lines: { first: LINES_PER_HUNT } },
  act: async () => undefined,
});

/** Starts hunts until this many calls are on hold. */
async function listen(play: Play, lines: number): Promise<void> {
  const held = (): number =>
    new Set(play.story.all().flatMap((each) => (each.what === 'hold' ? [each.call] : []))).size;
  while (held() < lines) {
    const before = held();
    await play.startHunt(play.person(0), { note: `from ${before} lines` });
    await play.until(() => (held() >= before + LINES_PER_HUNT ? true : undefined), 60_000, `${lines} lines on hold`);
  }
}

async function watch(play: Play, note: (line: string) => void, lines: number) {
  note(`${lines} lines listen`);
  const { pid } = play.practice.bot;
  if (pid === undefined) throw new Error('the bot does not run');
  await pause(SETTLE_MS);
  const startedAt = performance.now();
  const before = usageOf(pid);
  await pause(WATCH_MS);
  const after = usageOf(pid);
  return { share: (after.cpuMs - before.cpuMs) / (performance.now() - startedAt), residentMb: after.residentMb };
}

/** Sends commands at an even pace, whether or not earlier ones were answered. */
async function acknowledgements(play: Play): Promise<readonly Figure[]> {
  const { hands } = play.practice.slack;
  const total = COMMANDS_A_SECOND * COMMANDS_FOR_S;
  const startedAt = performance.now();
  const answers: Promise<{ acknowledgedMs: number | null }>[] = [];
  while (answers.length < total) {
    const dueBy = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * COMMANDS_A_SECOND) + 1);
    while (answers.length < dueBy) {
      const person = play.person(answers.length % 2);
      answers.push(hands.command(person.slackId, COMMANDS[answers.length % COMMANDS.length] ?? COMMANDS[0]));
    }
    await pause(1);
  }
  const times = (await Promise.all(answers)).map(({ acknowledgedMs }) => acknowledgedMs);
  const inTime = times.flatMap((time) => time ?? []);
  return [
    figure('acknowledgement, p50', 'ms', quantile(inTime, 0.5), inTime.length),
    figure('acknowledgement, p99', 'ms', quantile(inTime, 0.99), inTime.length, 300),
    figure('commands not acknowledged within 3 s', '', times.length - inTime.length, times.length, 0),
  ];
}
