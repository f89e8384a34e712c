/**
 * Closes the gap: a recording that nobody has met before fools the bot once. *Not a person*, and never again: not in the next hunt, and not after
 * the bot was restarted. Needs Redis.
 */
import { takeTheAgent } from '../acts.js';
import { fooledAtMost, times } from '../checks.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function fooledOnce(play: Play): Promise<void> {
  const dana = play.person(0);
  const first = await play.startHunt(dana);
  await takeTheAgent(play, dana, first, 'Announcement');
  await play.audio(1);
  await play.ended(first, 20_000);
  play.practice.ringCentral.endTalks();
  await play.practice.bot.kill();
  play.story.tell('bot-killed');
  await play.practice.bot.start();
  play.story.tell('bot-started');
  const second = await play.startHunt(dana);
  await play.take(dana, await play.offer(second));
  await play.audio(2);
}

export const notAPerson = scenario({
  name: 'not-a-person',
  about:
    'A rare recording is offered as an agent; “Not a person” once, and neither the next hunt nor the next process is fooled.',
  expected: 'connected',
  store: 'redis',
  destination: { holdMs: [21_000, 23_000], rareAnnouncement: { inCalls: [0, 1] } },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  talks: 2,
  withinMs: 180_000,
  act: fooledOnce,
  checks: [
    times('rare-announcement', 2),
    fooledAtMost(1),
    {
      says: 'one click said that it is not a person',
      holds: ({ happenings }) =>
        happenings.filter(({ what, label }) => what === 'click' && label === 'Not a person').length === 1,
    },
  ],
});
