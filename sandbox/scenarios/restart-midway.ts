/**
 * Closes the gap: the bot dies with calls on hold. Another bot reads the record and goes on with the calls by their own dialogs:
 * every place in the queue is kept, and nothing is dialled again. Needs Redis.
 */
import { times } from '../checks.js';
import { restarted, takeAfterwards } from '../restarts.js';
import { scenario } from '../scenario.js';

export const restartMidway = scenario({
  name: 'restart-midway',
  about: 'The bot is killed while its lines hold, and started again: the calls are heard again and keep their places.',
  expected: 'connected',
  store: 'redis',
  destination: { holdMs: [20_000, 44_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: (play) => takeAfterwards(play, restarted('killed', { calls: 2, way: 're-invite' })),
  checks: [times('call-dialled', 2), times('brought-back', 2)],
});
