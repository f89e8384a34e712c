/** Closes the gap: a destination without a menu script. Somebody walks it once by demonstration; from then on the bot presses keys by what it hears. */

import { NO_WRONG_KEY, ONLY_AGENTS_OFFERED } from '../checks.js';
import { startLesson } from '../lesson.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function teachThenHunt(play: Play): Promise<void> {
  const dana = play.person(0);
  const lesson = await startLesson(play, dana, 'practice');
  await lesson.whenSaid('language', '1');
  await lesson.whenSaid('options', '2');
  await lesson.when('hold', 'On hold');
  await lesson.done();
  play.story.tell('lesson-done');
  const hunt = await play.startHunt(dana);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

export const taughtThenHunted = scenario({
  name: 'taught-then-hunted',
  about:
    'Dana walks the menu once, hearing it on her phone and pressing keys in Slack; then a hunt walks it by itself.',
  expected: 'connected',
  scriptless: true,
  destination: { holdMs: [9_000, 14_000] },
  form: { lines: { first: 2 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  withinMs: 180_000,
  act: teachThenHunt,
  checks: [
    NO_WRONG_KEY,
    ONLY_AGENTS_OFFERED,
    {
      says: 'the teacher heard the call on the phone',
      holds: ({ happenings }) => before(happenings, 'phone-hears', 'lesson-done'),
    },
    {
      says: 'both keys were pressed by the bot, in a call of the hunt',
      holds: (evidence) => {
        const done = happened(evidence, 'lesson-done')[0]?.t_ms ?? Number.POSITIVE_INFINITY;
        const keys = happened(evidence, 'key').filter(({ t_ms }) => t_ms > done);
        return keys.some(({ key }) => key === '1') && keys.some(({ key }) => key === '2');
      },
    },
  ],
});

function before(happenings: readonly { readonly what: string }[], first: string, then: string): boolean {
  const at = (what: string): number => happenings.findIndex((each) => each.what === what);
  return at(first) >= 0 && at(first) < at(then);
}
