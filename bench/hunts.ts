import type { Play } from '../sandbox/play.js';
import type { Happening } from '../sandbox/story.js';
import { type Figure, inVain, spread } from './figures.js';
import { inLanes, type Lane, lanesWorld } from './lanes.js';
import { inPractice } from './world.js';

/** Seeds draw voices, music and waits. */
const SEEDS = [11, 12, 13, 14];
const ROUNDS = 2;
const BRIEF = { seeds: [11], rounds: 1 };

interface HuntTimes {
  readonly offer?: number;
  readonly transfer?: number;
  readonly audio?: number;
}

/** The times people feel, over seeded hunts: through the menu, music and announcements, to the talk. */
export async function measureHunts(note: (line: string) => void, brief: boolean): Promise<readonly Figure[]> {
  const { seeds, rounds } = brief ? BRIEF : { seeds: SEEDS, rounds: ROUNDS };
  const all: HuntTimes[] = [];
  let lost = 0;
  for (const seed of seeds) {
    note(`hunts of seed ${seed}`);
    const { found, failed } = await inPractice(world, seed, (play) =>
      inLanes(play, rounds, note, (lane) => oneHunt(play, lane)),
    );
    all.push(...found);
    lost += failed;
  }
  const of = (name: keyof HuntTimes): number[] => all.flatMap((each) => each[name] ?? []);
  return [
    ...spread('agent spoke → offer', of('offer'), { median: 2500 }),
    ...spread('claim → transfer sent', of('transfer'), { p95: 150 }),
    ...spread('claim → taker and agent hear each other', of('audio')),
    inVain('hunts that reached nobody', lost, all.length + lost),
  ];
}

const world = lanesWorld({
  name: 'bench-hunts',
  about: 'Hunts side by side, each with a person and lines of its own.',
  destination: { disclosuresMs: 3_000, holdMs: [6_000, 15_000] },
});

async function oneHunt(play: Play, { person, form }: Lane): Promise<HuntTimes> {
  const since = play.story.now();
  const hunt = await play.startHunt(person, form);
  const offer = await play.offer(hunt, 90_000);
  await play.take(person, offer);
  const audio = await play.happening(
    'taker-agent-audio',
    20_000,
    (each) => each.t_ms > since && each.person === person.slackId,
  );
  await play.ended(hunt, 20_000);
  return timesOf(play.story.all(), {
    since,
    call: audio.call,
    person: person.slackId,
    offerTs: offer.ts,
    audioAt: audio.t_ms,
  });
}

function timesOf(
  story: readonly Happening[],
  hunt: { since: number; call: unknown; person: string; offerTs: string; audioAt: number },
): HuntTimes {
  const at = (fits: (each: Happening) => boolean): number | undefined =>
    story.find((each) => each.t_ms >= hunt.since && fits(each))?.t_ms;
  const spoke = at((each) => each.what === 'agent-speaks' && each.call === hunt.call);
  const offered = at((each) => each.what === 'message' && each.ts === hunt.offerTs);
  const clicked = at((each) => each.what === 'click' && each.person === hunt.person);
  const asked = at((each) => each.what === 'hand-over-request' && each.call === hunt.call);
  return {
    ...(spoke !== undefined && offered !== undefined ? { offer: offered - spoke } : {}),
    ...(clicked !== undefined && asked !== undefined ? { transfer: asked - clicked } : {}),
    ...(clicked !== undefined ? { audio: hunt.audioAt - clicked } : {}),
  };
}
