import { type Figure, figure, median, quantile } from '../figures.js';
import { type Fleet, startFleet } from './fleet.js';
import { LINES } from './hunt-of-bench.js';
import type { Answer, Role } from './messages.js';

/** The aims of the control plane. */
const AIM_P99_MS = 50;
const AIM_KB_A_HUNT = 50;
/** Something else is heard on each call this often, at 1,000 hunts; and this many agents answer, a second. */
const HEARD_A_SECOND = 200;
const AGENTS_A_SECOND = 2;
const IDLE_MS = 5_000;
const LOAD_MS = 15_000;
/** The first start in a process reads every open hunt of the others, once. */
const WARM_MS = 5_000;
const FLOOD_MS = 5_000;
/** Boards and threads are posted before anything is measured: nothing new for a while, unless Slack takes too long. */
const QUIET_MS = 4_000;
const QUIET_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 250;
const OPEN_WITHIN_MS = 300_000;

export interface PlaneOptions {
  readonly hunts: number;
  readonly roles: readonly Role[];
  readonly redisUrl?: string;
  readonly note: (line: string) => void;
  /** Only the size of the aims is held against them. */
  readonly aimed: boolean;
}

/** One size of the control plane: opened, left alone, under a steady load, and flooded. */
export async function measurePlane(options: PlaneOptions): Promise<readonly Figure[]> {
  const { hunts, roles, redisUrl } = options;
  const fleet = await startFleet(roles, redisUrl);
  const where = roles.length === 1 ? '' : `, ${roles.length} processes`;
  const named = `${hunts} hunts${where}`;
  const note = (what: string): void => options.note(`${named}: ${what}`);
  try {
    return await phases(fleet, named, note, options);
  } finally {
    fleet.stop();
  }
}

async function phases(
  fleet: Fleet,
  named: string,
  note: (what: string) => void,
  { hunts, roles, aimed }: PlaneOptions,
): Promise<readonly Figure[]> {
  const before = sum(await fleet.all({ ask: 'tell', swept: true }), ({ memory }) => memory);
  note('begin');
  const openedIn = await open(fleet, hunts, note);
  note(`all calls are on hold after ${Math.round(openedIn / 1000)} s; Slack gets its boards`);
  await slackIsQuiet(fleet);
  const memory = sum(await fleet.all({ ask: 'tell', swept: true }), (answer) => answer.memory) - before;
  note('left alone');
  await fleet.all({ ask: 'clear' });
  await passes(IDLE_MS);
  const idleCpu = sum(await fleet.all({ ask: 'tell' }), ({ cpuMs }) => cpuMs) / (IDLE_MS / 1000);
  note('under a steady load');
  const hunters = roles.filter((role) => role !== 'bot').length;
  const load = { heard: HEARD_A_SECOND / hunters, agents: AGENTS_A_SECOND / hunters };
  await fleet.all({ ask: 'load', load });
  await passes(WARM_MS);
  await fleet.all({ ask: 'clear' });
  await passes(LOAD_MS);
  const loaded = await fleet.all({ ask: 'tell' });
  await fleet.all({ ask: 'load', load: { heard: 0, agents: 0 } });
  await passes(2_000);
  note('flooded');
  await fleet.all({ ask: 'clear' });
  const flooded = await fleet.all({ ask: 'flood', ms: FLOOD_MS });
  await fleet.all({ ask: 'stop' });

  const times = (of: (answer: Answer) => readonly number[]): readonly number[] => loaded.flatMap(of);
  const p99 = (name: string, values: readonly number[], isAimed = aimed): readonly Figure[] => [
    figure(`${name}, median, ${named}`, 'ms', median(values), values.length),
    figure(`${name}, p99, ${named}`, 'ms', quantile(values, 0.99), values.length, isAimed ? AIM_P99_MS : undefined),
  ];
  const events = sum(loaded, ({ appended }) => appended);
  const slack = (of: keyof Answer['slack']): number => sum(loaded, (answer) => answer.slack[of]);
  return [
    figure(`memory a hunt, ${named}`, 'KB', memory / 1024 / hunts, hunts, aimed ? AIM_KB_A_HUNT : undefined),
    figure(`CPU a second left alone, a thousand hunts, ${named}`, 'ms', (idleCpu * 1000) / hunts, 1),
    figure(
      `events a second at the most, ${named}`,
      '',
      sum(flooded, ({ appended }) => appended) / (FLOOD_MS / 1000),
      1,
    ),
    figure(
      `CPU an event at the most, ${named}`,
      'ms',
      sum(flooded, ({ cpuMs }) => cpuMs) / sum(flooded, ({ appended }) => appended),
      1,
    ),
    figure(`events a second under the load, ${named}`, '', events / (LOAD_MS / 1000), events),
    ...p99(
      'phone event → decision',
      times(({ heard, pushed }) => [...heard, ...pushed]),
    ),
    ...p99(
      'pushed event → decision',
      times(({ pushed }) => pushed),
    ),
    ...p99(
      'claim → transfer asked',
      times(({ claims }) => claims),
    ),
    ...p99(
      'asked for a hunt → begun',
      times(({ starts }) => starts),
      false,
    ),
    figure(
      `errors in the log, ${named}`,
      '',
      sum(flooded, ({ errors }) => errors),
      1,
      aimed ? 0 : undefined,
    ),
    figure(`Slack's refusals (429) so far, ${named}`, '', slack('tooMany'), slack('posts') + slack('edits')),
  ];
}

async function open(fleet: Fleet, hunts: number, note: (what: string) => void): Promise<number> {
  const from = performance.now();
  const talking = fleet.roles.filter((role) => role !== 'hunter').length;
  const begun = fleet.all({ ask: 'begin', hunts: hunts / talking });
  for (let looks = 0; ; looks += 1) {
    const live = sum(await fleet.all({ ask: 'tell' }), ({ liveCalls }) => liveCalls);
    if (looks % 20 === 19) note(`${live} calls of ${hunts * LINES}`);
    if (live >= hunts * LINES) break;
    if (performance.now() - from > OPEN_WITHIN_MS) throw new Error(`only ${live} calls came to be`);
    await passes(LOOK_EVERY_MS);
  }
  await begun;
  return performance.now() - from;
}

async function slackIsQuiet(fleet: Fleet): Promise<void> {
  const until = performance.now() + QUIET_WITHIN_MS;
  for (let before = -1; performance.now() < until; ) {
    const posts = sum(await fleet.all({ ask: 'tell' }), ({ slack }) => slack.posts);
    if (posts === before) return;
    before = posts;
    await passes(QUIET_MS);
  }
}

function sum(answers: readonly Answer[], of: (answer: Answer) => number): number {
  return answers.reduce((so, answer) => so + of(answer), 0);
}

function passes(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
