/** Closes the gap: Redis dies with calls on hold and comes back empty. The calls are kept, and the hunt ends well. Needs Redis. */
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

/** Longer than a lock and a click's patience. */
const AWAY_MS = 7_000;

async function loseEverything(play: Play): Promise<void> {
  const dana = play.person(0);
  const { redis } = play.practice;
  if (redis === undefined) throw new Error('this scenario needs a Redis');
  const hunt = await play.startHunt(dana);
  await play.happening('hold');
  await redis.kill();
  play.story.tell('redis-killed');
  await play.pause(AWAY_MS);
  await redis.start();
  play.story.tell('redis-started');
  await play.take(dana, await play.offer(hunt, 60_000));
  await play.audio();
}

export const redisComesBackEmpty = scenario({
  name: 'redis-comes-back-empty',
  about: 'Redis dies while a line holds, and comes back without anything; the calls are kept and the hunt goes on.',
  expected: 'connected',
  store: 'redis',
  processes: ['bot', 'hunter'],
  destination: { holdMs: [14_000, 18_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: loseEverything,
  checks: [
    {
      says: 'no line was dialled twice',
      holds: ({ happenings }) => happenings.filter(({ what }) => what === 'call-dialled').length <= 2,
    },
  ],
});
