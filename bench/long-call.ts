/**
 * `npm run long-call [-- --minutes N] [--lines N]`: one hunt of the real bot in the practice world that waits on hold for two hours in
 * real time, over a bad network: session refreshes, lost and late packets, and one connection that is reset. A line a minute, a table
 * at the end; exit code 1 when a call was lost or the agent did not reach the taker.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Play } from '../sandbox/play.js';
import { scenario } from '../sandbox/scenario.js';
import type { Happening } from '../sandbox/story.js';
import { type Figure, figure, table } from './figures.js';
import { usageOf } from './usage.js';
import { inPractice } from './world.js';

const DEFAULT_MINUTES = 120;
const LOSS = 0.02;
/** Packets overtake each other, two at a time. */
const JITTER_MS = 45;
const MINUTE_MS = 60_000;
/** What came too late to be heard counts as lost, too; beyond this the line adds losses of its own. */
const MOST_LOST_PERCENT = 100 * LOSS * 1.5;
/** An agent says the whole official greeting first. */
const OFFER_WITHIN_MS = 12_000;

function optionsOf(argv: readonly string[]): { minutes: number; lines: number } {
  const { values } = parseArgs({
    args: [...argv],
    options: { minutes: { type: 'string' }, lines: { type: 'string' } },
  });
  const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
  const lines = Number(values.lines ?? 1);
  if (!(minutes >= 1 && minutes <= 570)) throw new Error('--minutes must be a number from 1 to 570.');
  if (!(Number.isInteger(lines) && lines >= 1 && lines <= 5)) throw new Error('--lines must be a number from 1 to 5.');
  return { minutes, lines };
}

const longHold = (minutes: number, lines: number) =>
  scenario({
    name: 'long-call',
    about: 'Hours on hold over a bad network.',
    expected: 'connected',
    lines,
    faults: { network: { loss: LOSS, jitterMs: JITTER_MS }, resetOneLineAfterMs: (minutes * MINUTE_MS) / 2 },
    destination: {
      menu: 'none',
      holdMs: [minutes * MINUTE_MS, minutes * MINUTE_MS],
      announcementEveryMs: 45_000,
      ringMs: 2_000,
      agents: 1,
    },
    settings: { MAX_WAIT_MINUTES: String(minutes + 15), LOG_LEVEL: 'info' },
    form: { destination: 'Practice line (no menu)', lines: { first: lines } },
    act: async () => undefined,
  });

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What the bot's lines counted of their audio, from its own log. */
interface LegCounts {
  readonly received: number;
  readonly lost: number;
  readonly forged: number;
  readonly dropped: number;
}

function legsOf(logFile: string): readonly LegCounts[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"A leg ended."'))
    .map((line) => JSON.parse(line) as LegCounts);
}

async function wait(
  play: Play,
  minutes: number,
  lines: number,
): Promise<{ offerMs: number | undefined; early: number }> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  const held = (): number => new Set(counted('hold').map(({ call }) => call)).size;
  const counted = (what: string): readonly Happening[] => play.story.all().filter((each) => each.what === what);
  await play.until(() => (held() >= lines ? true : undefined), 3 * MINUTE_MS, 'every line to be on hold');
  const startedAt = performance.now();
  const clock = setInterval(() => {
    const minute = Math.round((performance.now() - startedAt) / MINUTE_MS);
    const { residentMb } = usageOf(play.practice.bot.pid ?? process.pid);
    const refreshed = counted('session-refreshed');
    const byUs = refreshed.filter(({ by }) => by === 'client').length;
    say(
      `${String(minute).padStart(4)} min  ${play.practice.ringCentral.callsAlive()} on hold  ` +
        `${refreshed.length - byUs} refreshes by the server, ${byUs} by us  ` +
        `${counted('connection-reset').length} resets  ${Math.round(residentMb)} MB`,
    );
  }, MINUTE_MS);
  try {
    const early = new Set<string>();
    const spoke = () => counted('agent-speaks')[0];
    await play.until(
      () => {
        for (const { ts } of play.openOffers(hunt)) if (spoke() === undefined) early.add(ts);
        return spoke() ?? (play.practice.ringCentral.callsAlive() === 0 ? 'gone' : undefined);
      },
      (minutes + 5) * MINUTE_MS,
      'the agent to speak',
    );
    const offer = await play.offer(hunt, 30_000, [...early]);
    const offerMs = play.story.now() - (spoke()?.t_ms ?? 0);
    await play.take(dana, offer);
    await play.audio();
    await play.ended(hunt, 20_000);
    await play.allOver(20_000);
    return { offerMs, early: early.size };
  } finally {
    clearInterval(clock);
  }
}

function figuresOf(play: Play, lines: number, minutes: number, outcome: { offerMs?: number; early: number }): Figure[] {
  const story = play.story.all();
  const count = (what: string, by?: string): number =>
    story.filter((each) => each.what === what && (by === undefined || each.by === by)).length;
  const legs = legsOf(play.practice.bot.logFile);
  const sum = (of: keyof LegCounts): number => legs.reduce((total, leg) => total + (leg[of] ?? 0), 0);
  const received = sum('received');
  const sent = received + sum('lost');
  return [
    figure('minutes on hold', 'min', minutes, lines),
    figure('packets heard', 'thousand', received / 1_000, legs.length),
    figure('packets lost', '%', (100 * sum('lost')) / sent, sent, MOST_LOST_PERCENT),
    figure('packets too late to be heard', '%', (100 * sum('dropped')) / sent, sent, 1),
    figure('stray packets ignored', '', sum('forged'), legs.length),
    figure('session refreshes by the server', '', count('session-refreshed', 'server'), lines),
    figure('session refreshes by us', '', count('session-refreshed', 'client'), lines),
    figure('connections reset', '', count('connection-reset'), lines),
    figure('calls dialled beyond one a line', '', count('call-dialled') - lines, lines, 0),
    figure('offers without an agent', '', outcome.early, 1, 0),
    figure('from the agent’s first word to the offer', 'ms', outcome.offerMs, 1, OFFER_WITHIN_MS),
    figure(
      'agents who reached nobody',
      '',
      1 - Math.min(1, play.practice.ringCentral.talks() + count('taker-agent-audio')),
      1,
      0,
    ),
    figure('calls left over', '', play.practice.ringCentral.callsAlive(), 1, 0),
  ];
}

async function main(): Promise<void> {
  const { minutes, lines } = optionsOf(process.argv.slice(2));
  say(
    `${lines} on hold for ${minutes} minutes: ${100 * LOSS} % of the packets lost, up to ${JITTER_MS} ms late, a reset half-way.`,
  );
  const figures = await inPractice(longHold(minutes, lines), 5, async (play) => {
    const { offerMs, early } = await wait(play, minutes, lines);
    return figuresOf(play, lines, minutes, { ...(offerMs === undefined ? {} : { offerMs }), early });
  });
  say(table(figures));
  const missed = figures.filter(({ value, aim }) => aim !== undefined && (value === null || value > aim));
  process.exitCode = missed.length === 0 ? 0 : 1;
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof Error && error.cause instanceof Error) process.stderr.write(`${error.cause.message}\n`);
  process.exitCode = 1;
});
process.exit();
