import type { Play } from '../sandbox/play.js';
import { scenario } from '../sandbox/scenario.js';
import type { Happening } from '../sandbox/story.js';
import { type Figure, figure, spread } from './figures.js';
import { inPractice } from './world.js';

/** Seeds draw voices, music and waits; hunts side by side share two cores, so they are few. */
const SEEDS = [11, 12, 13, 14];
const LANES = 3;
const ROUNDS = 2;
/** Extension of the account's first line. */
const FIRST_LINE = 201;

interface HuntTimes {
  readonly offer?: number;
  readonly transfer?: number;
  readonly audio?: number;
}

/** The times people feel, over seeded hunts: through the menu, music and announcements, to the talk. */
export async function measureHunts(note: (line: string) => void): Promise<readonly Figure[]> {
  const all: HuntTimes[] = [];
  let lost = 0;
  for (const seed of SEEDS) {
    note(`hunts of seed ${seed}`);
    const { found, failed } = await inPractice(plan, seed, hunts);
    all.push(...found);
    lost += failed;
  }
  const of = (name: keyof HuntTimes): number[] => all.flatMap((each) => each[name] ?? []);
  return [
    ...spread('agent spoke → offer', of('offer'), { median: 2500 }),
    ...spread('claim → transfer sent', of('transfer'), { p95: 150 }),
    ...spread('claim → taker and agent hear each other', of('audio')),
    figure('hunts that reached nobody', '', lost, all.length + lost, 0),
  ];
}

const plan = scenario({
  name: 'bench-hunts',
  about: 'Hunts side by side, each with a person and lines of its own.',
  expected: 'connected',
  people: LANES,
  lines: LANES,
  faults: { lightPerMinute: 5_000 },
  destination: { disclosuresMs: 3_000, holdMs: [6_000, 15_000] },
  settings: { DIAL_STAGGER_SECONDS: '0', MAX_WAIT_MINUTES: '2', LOG_LEVEL: 'info' },
  slackRateFactor: 20,
  form: { lines: { first: 1 } },
  act: async () => undefined,
});

async function hunts(play: Play): Promise<{ found: HuntTimes[]; failed: number }> {
  const found: HuntTimes[] = [];
  let failed = 0;
  await Promise.all(
    Array.from({ length: LANES }, async (_, lane) => {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const times = await oneHunt(play, lane, round).catch(() => undefined);
        if (times === undefined) failed += 1;
        else found.push(times);
      }
    }),
  );
  return { found, failed };
}

async function oneHunt(play: Play, lane: number, round: number): Promise<HuntTimes> {
  const person = play.person(lane);
  const since = play.story.now();
  const hunt = await play.startHunt(person, {
    lines: String(FIRST_LINE + lane),
    note: `lane ${lane + 1} round ${round}`,
  });
  const offer = await play.offer(hunt, 90_000);
  await play.take(person, offer);
  const audio = await play.happening(
    'taker-agent-audio',
    20_000,
    (each) => each.t_ms > since && each.person === person.slackId,
  );
  await play.ended(hunt, 20_000);
  play.practice.ringCentral.phoneOf(person.slackId).hangUp();
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
