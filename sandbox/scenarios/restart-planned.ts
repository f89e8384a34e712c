/** Closes the gap: a deploy stops the bot with calls on hold. It lets go of them without hanging up, and the next bot continues. Needs Redis. */
import { times } from '../checks.js';
import { restarted, takeAfterwards } from '../restarts.js';
import { scenario } from '../scenario.js';

export const restartPlanned = scenario({
  name: 'restart-planned',
  about:
    'The bot is asked to stop while its lines hold, and started again: the calls are handed over and keep their places.',
  expected: 'connected',
  store: 'redis',
  destination: { holdMs: [14_000, 40_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: (play) => takeAfterwards(play, restarted('asked-to-stop', { calls: 2, way: 're-invite' })),
  checks: [times('call-dialled', 2), times('brought-back', 2)],
});
