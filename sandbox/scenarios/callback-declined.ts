/** Closes the gap: a callback is offered in the middle of the hold and nobody wants it. No key is pressed, the place is kept, and the agent comes. */

import { ONLY_AGENTS_OFFERED, times } from '../checks.js';
import { startLesson } from '../lesson.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const CHOICE = 'Keep holding';

async function keepHolding(play: Play): Promise<void> {
  const dana = play.person(0);
  const lesson = await startLesson(play, dana, 'practice-direct');
  await lesson.whenSaid('callbackOffer', 'Callback offer');
  await lesson.done();
  const hunt = await play.startHunt(dana);
  await play.press(dana, await play.withButton(CHOICE, 60_000), CHOICE);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

export const callbackDeclined = scenario({
  name: 'callback-declined',
  about: 'A callback is offered during the hold; Dana keeps holding, nothing is pressed, and the agent comes.',
  expected: 'connected',
  destination: { callbackOffer: 'during-hold', holdMs: [19_000, 21_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '4' },
  withinMs: 220_000,
  act: keepHolding,
  checks: [times('callback-accepted', 0), times('key', 0), ONLY_AGENTS_OFFERED],
});
