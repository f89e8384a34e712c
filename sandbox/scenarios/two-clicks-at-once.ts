/**
 * Closes the gap: two people, one button, the same moment. Fifty offers, each clicked by both at once: one winner and one who is told, every time,
 * and never two phones for one agent. Ten pairs side by side make it fit.
 */

import { happened } from '../outcome.js';
import { MOST_PEOPLE, people } from '../people.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const PAIRS = MOST_PEOPLE / 2;
const ROUNDS = 5;
/** Extension of the account's first line. */
const FIRST_LINE = 201;
const OFFERS = PAIRS * ROUNDS;

async function race(play: Play): Promise<void> {
  await Promise.all(Array.from({ length: PAIRS }, (_, pair) => lane(play, pair)));
}

async function lane(play: Play, pair: number): Promise<void> {
  const [one, other] = [play.person(2 * pair), play.person(2 * pair + 1)];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const hunt = await play.startHunt(one, {
      lines: String(FIRST_LINE + pair),
      note: `pair ${pair + 1} round ${round}`,
    });
    const offer = await play.offer(hunt, 60_000);
    await Promise.all([play.take(one, offer), play.take(other, offer)]);
    const [since, pairOf] = [play.story.now(), new Set<unknown>([one.slackId, other.slackId])];
    await play.happening('taker-agent-audio', 30_000, (each) => each.t_ms > since && pairOf.has(each.person));
    await play.ended(hunt, 30_000);
    for (const person of [one, other]) {
      const phone = play.practice.ringCentral.phoneOf(person.slackId);
      if (phone.state !== 'idle') phone.hangUp();
    }
  }
}

const told = (text: string): boolean => text.includes('already taken');

export const twoClicksAtOnce = scenario({
  name: 'two-clicks-at-once',
  about: `${OFFERS} offers, each clicked by two people in the same moment: one winner and one who is told.`,
  expected: 'connected',
  people: MOST_PEOPLE,
  lines: PAIRS,
  destination: { menu: 'none', music: false, holdMs: [0, 0], ringMs: 500, briefAgents: true },
  faults: { lightPerMinute: 5_000 },
  manners: { pickUp: [200] },
  patience: { staggerMs: 0 },
  settings: {
    FIRST_LIMITS: 'lines=60',
    // Admins: they may call from any line, and take a call while it is still offered to its requester first.
    ADMIN_USERS: people(MOST_PEOPLE)
      .map(({ slackId }) => slackId)
      .join(','),
  },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  talks: OFFERS,
  slackRateFactor: 20,
  act: race,
  checks: [
    {
      says: `${OFFERS} people were told that the call is taken`,
      holds: ({ messages }) =>
        messages.filter((message) => message.ephemeralFor !== undefined && told(message.text)).length === OFFERS,
    },
    {
      says: `${OFFERS} phones rang`,
      holds: (evidence) => happened(evidence, 'phone-rings').length === OFFERS,
    },
  ],
});
