/** Closes the gap: the destination calls back. The choice is a person's; the requester's own number is entered, and the other calls are let go. */
import { teachByHunt } from '../acts.js';
import { slackSays, times } from '../checks.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const CHOICE = 'Call me back';

async function beCalledBack(play: Play): Promise<void> {
  const dana = play.person(0);
  await teachByHunt(play, dana, 'Callback offer');
  const hunt = await play.startHunt(dana);
  const choice = await play.withButton(CHOICE, 40_000);
  await play.press(dana, choice, CHOICE);
  await play.happening('callback-confirmed', 60_000);
  await play.ended(hunt, 20_000);
}

export const callbackTaken = scenario({
  name: 'callback-taken',
  about: 'A callback is offered before the hold; Dana wants it, her own number is entered, and the hunt is over.',
  expected: 'called-back',
  destination: { callbackOffer: 'before-hold', holdMs: [40_000, 50_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  withinMs: 150_000,
  act: beCalledBack,
  checks: [
    {
      says: "the number that was entered is Dana's",
      holds: (evidence) =>
        happened(evidence, 'callback-digits').some(({ right, person }) => right === true && person === 'U0DANA'),
    },
    times('callback-confirmed', 1),
    slackSays(/calls back/),
  ],
});
