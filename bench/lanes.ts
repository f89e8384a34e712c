import { people } from '../sandbox/people.js';
import type { Play } from '../sandbox/play.js';
import { type ScenarioFile, scenario } from '../sandbox/scenario.js';
import type { Person } from '../sandbox/world.js';

/** Hunts side by side share the machine with the bot and the practice world, so they are few. */
export const LANES = 3;
/** Extension of the account's first line. */
const FIRST_LINE = 201;

/** One of the hunts that run side by side: a person with a line of their own. */
export interface Lane {
  readonly person: Person;
  /** How the form is filled in. */
  readonly form: { readonly lines: string; readonly note: string };
}

/** A world in which every lane's person may call from the lane's line. */
export const lanesWorld = (file: Pick<ScenarioFile, 'name' | 'about' | 'destination' | 'beliefs' | 'form'>) =>
  scenario({
    ...file,
    expected: 'connected',
    people: LANES,
    lines: LANES,
    faults: { lightPerMinute: 5_000 },
    patience: { staggerMs: 0 },
    settings: {
      MAX_WAIT_MINUTES: '2',
      LOG_LEVEL: 'info',
      // A lane's person hunts more often within an hour than a person should.
      FIRST_LIMITS: 'starts=1000,startsPerPerson=1000,startsPerChannel=1000',
      // The lines belong to nobody in the lanes; admins may call from any.
      ADMIN_USERS: people(LANES)
        .map(({ slackId }) => slackId)
        .join(','),
    },
    slackRateFactor: 20,
    form: { ...file.form, lines: { first: 1 } },
    act: async () => undefined,
  });

/** What the hunts gave; those that failed gave nothing, and were noted with their reason. */
export interface Harvest<T> {
  readonly found: readonly T[];
  readonly failed: number;
}

/** This many rounds of hunts in every lane; a lane's next hunt begins when its last is over. */
export async function inLanes<T>(
  play: Play,
  rounds: number,
  note: (line: string) => void,
  hunt: (lane: Lane) => Promise<T>,
): Promise<Harvest<T>> {
  const found: T[] = [];
  let failed = 0;
  const run = async (lane: number): Promise<void> => {
    const person = play.person(lane);
    for (let round = 1; round <= rounds; round++) {
      const name = `lane ${lane + 1} round ${round}`;
      try {
        found.push(await hunt({ person, form: { lines: String(FIRST_LINE + lane), note: name } }));
      } catch (error) {
        failed++;
        note(`${name} failed: ${error instanceof Error ? error.message : String(error)}`);
        // Or what is left of it would be in the way of the next.
        await play.command(person, '/irs-hunt stop').catch(() => undefined);
      }
      play.practice.ringCentral.phoneOf(person.slackId).hangUp();
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => run(lane)));
  return { found, failed };
}
