/** Closes the gap: the bot dies with calls on hold. Another bot reads the record, sees what is left of the calls, and the hunt ends well. Needs Redis. */
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function pullThePlug(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.happening('hold');
  await play.practice.bot.kill();
  play.story.tell('bot-killed');
  await play.practice.bot.start();
  play.story.tell('bot-started');
  await play.take(dana, await play.offer(hunt, 55_000));
  await play.audio();
}

export const restartMidway = scenario({
  name: 'restart-midway',
  about: 'The bot is killed while a line holds, and started again; the hunt goes on.',
  expected: 'connected',
  store: 'redis',
  destination: { holdMs: [12_000, 16_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: pullThePlug,
});
