/** Closes the gap: the office is closed though its hours say otherwise. Once that recording is known, the hunt ends instead of dialling on. */

import { ONLY_AGENTS_OFFERED, slackSays } from '../checks.js';
import { startLesson } from '../lesson.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

/** The recording lasts longer: the teacher presses while it is still said. */
const HEARD_ENOUGH_MS = 6_000;

async function beTold(play: Play): Promise<void> {
  const dana = play.person(0);
  const lesson = await startLesson(play, dana, 'practice-direct');
  await play.pause(HEARD_ENOUGH_MS);
  await lesson.when('closed', 'Closed');
  await lesson.done();
  const hunt = await play.startHunt(dana);
  await play.ended(hunt, 60_000);
}

export const toldClosed = scenario({
  name: 'told-closed',
  about: 'The destination says that it is closed; taught once, the hunt knows and ends.',
  expected: 'ended',
  destination: { closed: true },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  withinMs: 120_000,
  act: beTold,
  checks: [
    slackSays(/closed/i),
    { says: 'no line dialled a second time', holds: (evidence) => happened(evidence, 'call-dialled').length <= 3 },
    ONLY_AGENTS_OFFERED,
  ],
});
