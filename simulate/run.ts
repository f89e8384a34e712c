import { isOver } from '../src/hunter/rules/query.js';
import type { Outside } from './bot.js';
import { createChance } from './chance.js';
import { startCrew } from './crew.js';
import { createExchange } from './exchange.js';
import { HUNT_GRACE_MS } from './invariants/every-hunt-ends.js';
import { INVARIANTS } from './invariants/index.js';
import { boardIsWrong } from './invariants/slack-tells-the-truth.js';
import type { Happening, Observation } from './observed.js';
import { createPeople, type People } from './people.js';
import { createRedis } from './redis.js';
import { askForHunts } from './requesters.js';
import { createRingCentral } from './ringcentral.js';
import { createSlack } from './slack.js';
import { bringTroubles } from './troubles.js';
import { createView, type LiveView } from './view.js';
import { createWorld, STARTS_AT } from './world.js';

/** An invariant that a run has broken. */
export interface Breach {
  readonly invariant: string;
  readonly how: string;
}

export interface RunResult {
  readonly seed: number;
  readonly breach?: Breach;
  /** How long it lasted, in virtual milliseconds. */
  readonly lastedMs: number;
  /** Everything that happened, if requested. */
  readonly observations: readonly Observation[];
  /** What went wrong and how it ended, as counts. */
  readonly tally: Readonly<Record<string, number>>;
}

/** Stray calls are looked for a minute after the last hunt ended. */
const AFTERMATH_MS = 62_000;
/** By then the last message has reached Slack: leases of dead processes have expired, and pauses are over. */
const SETTLE_LIMIT_MS = 4 * 60_000;

/** Plays one run to its end, or to the first broken invariant. The same seed gives the same run. Only one at a time per thread. */
export async function run(seed: number, options: { readonly keep?: boolean } = {}): Promise<RunResult> {
  const { random } = Math;
  // The board writer spreads its retries at random.
  Math.random = createChance(seed ^ 0x5eed).next;
  try {
    return await play(seed, options);
  } finally {
    Math.random = random;
  }
}

async function play(seed: number, { keep = false }: { readonly keep?: boolean }): Promise<RunResult> {
  const observations: Observation[] = [];
  const tally: Record<string, number> = {};
  let breach: Breach | undefined;
  let see = (_happening: Happening): void => {};
  const world = createWorld(seed, (happening) => see(happening));
  const { clock, scenario } = world;
  const redis = createRedis(world);
  const slack = createSlack(world);
  const ringCentral = createRingCentral(world);
  let view: LiveView | undefined;
  const exchange = createExchange(world, (callId) => {
    const destination = view?.huntOfCall(callId)?.destination ?? scenario.hunts[0]?.request.destination;
    if (destination === undefined) throw new Error(`Nobody asked for call ${callId}`);
    return destination;
  });
  const seen: LiveView = createView({ exchange, slack, redis, scenario, now: clock.now });
  view = seen;
  const watchers = INVARIANTS.map(({ name, watch }) =>
    watch(seen, (how) => {
      breach ??= { invariant: name, how };
    }),
  );
  let people: People | undefined;
  see = (happening) => {
    const observation = { at: clock.now(), ...happening };
    seen.see(observation);
    count(tally, happening);
    if (keep) observations.push(observation);
    for (const watcher of watchers) watcher.see?.(observation);
    people?.see(happening);
  };

  const outside: Outside = { world, redis, exchange, ringCentral, slack };
  const crew = startCrew(outside);
  people = createPeople(outside, crew.bots);
  askForHunts(world, crew, ({ request }) => seen.hunts().some(({ note }) => note === request.note));
  bringTroubles(world, redis, crew);

  let overAt = Number.POSITIVE_INFINITY;
  const isDone = (): boolean => {
    if (breach !== undefined) return true;
    const now = clock.now();
    const hunts = seen.hunts();
    if (hunts.length < scenario.hunts.length || !hunts.every(isOver)) return false;
    if (overAt === Number.POSITIVE_INFINITY) {
      overAt = now;
      world.calm();
    }
    if (now < overAt + AFTERMATH_MS) return false;
    return (
      now > overAt + SETTLE_LIMIT_MS || seen.hasSplit() || hunts.every((hunt) => boardIsWrong(seen, hunt) === undefined)
    );
  };
  const longest = Math.max(...scenario.hunts.map(({ request }) => request.policy.maxWaitMs));
  await clock.run(STARTS_AT + longest + HUNT_GRACE_MS, isDone);
  if (breach === undefined) for (const watcher of watchers) watcher.atEnd?.();
  return {
    seed,
    ...(breach === undefined ? {} : { breach }),
    lastedMs: clock.now() - STARTS_AT,
    observations,
    tally,
  };
}

function count(tally: Record<string, number>, happening: Happening): void {
  const add = (name: string) => {
    tally[name] = (tally[name] ?? 0) + 1;
  };
  add(happening.what);
  if (happening.what === 'refused') add(happening.refusal.type);
  if (happening.what === 'connected') add(`connected: ${happening.way}`);
  if (happening.what !== 'recorded') return;
  for (const event of happening.events) add(event.type === 'hunt-ended' ? `ended: ${event.outcome}` : event.type);
}
