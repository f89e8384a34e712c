import type { Play } from '../sandbox/play.js';
import type { Beliefs } from '../sandbox/ringcentral/beliefs.js';
import type { Happening } from '../sandbox/story.js';
import { type Figure, inVain, spread } from './figures.js';
import { inLanes, LANES, type Lane, lanesWorld } from './lanes.js';
import { inPractice } from './world.js';

/** The warm ways, each with the belief under which the bot takes it first. */
const WAYS = { bridge: { adminControls: true }, replaces: { adminControls: false } } as const satisfies Readonly<
  Record<string, Partial<Beliefs>>
>;
/** A p95 wants more than forty. */
const ROUNDS = 15;
const BRIEF_ROUNDS = 2;
const SEED = 31;
const WITHIN_MS = 20_000;

/** One hand-over: by which way, and its times in milliseconds. */
export interface HandOver {
  readonly way: unknown;
  /** From the click on “Take the call” to the call that rings the taker, and to the first ring. */
  readonly called: number;
  readonly rang: number;
  /** From the pick-up to taker and agent getting each other's audio. */
  readonly joined: number;
}

/** How long the taker's phone stays still after the claim, and how long who picked up hears nothing, by each warm way. */
export async function measureHandOvers(note: (line: string) => void, brief: boolean): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const rounds = brief ? BRIEF_ROUNDS : ROUNDS;
  for (const [way, beliefs] of Object.entries(WAYS)) {
    note(`${rounds * LANES} hand-overs by ${way}`);
    const { found, failed } = await inPractice(world(beliefs), SEED, (play) =>
      inLanes(play, rounds, note, (lane) => oneHandOver(play, lane)),
    );
    const others = new Set(found.map((each) => each.way).filter((each) => each !== way));
    if (others.size > 0) note(`some went by ${[...others].join(', ')} instead`);
    figures.push(...handOverFigures(way, found, failed));
  }
  return figures;
}

/** Only hand-overs by the way itself are measurements of it. */
export function handOverFigures(way: string, all: readonly HandOver[], failed: number): readonly Figure[] {
  const byIt = all.filter((each) => each.way === way);
  const times = (of: Exclude<keyof HandOver, 'way'>): number[] => byIt.map((each) => each[of]);
  return [
    ...spread(`${way}: claim → taker’s phone is called`, times('called'), { p95: 50 }),
    ...spread(`${way}: claim → it rings`, times('rang')),
    ...spread(`${way}: pick-up → joined`, times('joined'), { p95: 400 }),
    inVain(`${way}: hand-overs by another way`, all.length - byIt.length, all.length),
    inVain(`${way}: hunts that reached nobody`, failed, all.length + failed),
  ];
}

/** An agent is soon there, so that most of the time goes into hand-overs. */
const world = (beliefs: Partial<Beliefs>) =>
  lanesWorld({
    name: 'bench-hand-over',
    about: 'Short hunts side by side, each handed over to its person.',
    destination: { menu: 'none', ringMs: 500, holdMs: [500, 2_000], briefAgents: true },
    beliefs,
    form: { destination: 'Practice line (no menu)' },
  });

async function oneHandOver(play: Play, { person, form }: Lane): Promise<HandOver> {
  const hunt = await play.startHunt(person, form);
  const offer = await play.offer(hunt, 60_000);
  const since = play.story.now();
  await play.take(person, offer);
  await play.happening('joined', WITHIN_MS, (each) => each.t_ms >= since && each.person === person.slackId);
  await play.ended(hunt, WITHIN_MS);
  return handOverOf(play.story.all(), person.slackId, since);
}

/** The first hand-over to this person since then, as the practice world saw it. Throws when a part of it is not told. */
export function handOverOf(story: readonly Happening[], person: string, since: number): HandOver {
  const later = story.filter((each) => each.t_ms >= since);
  const of = (what: string, fits: (each: Happening) => boolean): Happening => {
    const found = later.find((each) => each.what === what && fits(each));
    if (found === undefined) throw new Error(`a hand-over without “${what}”`);
    return found;
  };
  const theirs = (each: Happening): boolean => each.person === person;
  const click = of('click', theirs);
  const rings = of('phone-rings', theirs);
  const pickedUp = of('phone-picked-up', theirs);
  const joined = of('joined', theirs);
  const asked = later.filter(
    (each) => each.what === 'hand-over-request' && each.call === rings.call && each.t_ms <= joined.t_ms,
  );
  const consult = asked.find(({ way }) => way === 'consult');
  if (consult === undefined) throw new Error('a hand-over without a call to its taker');
  return {
    way: asked.findLast(({ way }) => way !== 'consult')?.way,
    called: consult.t_ms - click.t_ms,
    rang: rings.t_ms - click.t_ms,
    joined: joined.t_ms - pickedUp.t_ms,
  };
}
