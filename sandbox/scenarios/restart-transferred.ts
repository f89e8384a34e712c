/** Closes the gap: the service does not give a dead bot's calls to the next one by re-INVITE. They come back by a transfer to their own extension. Needs Redis. */
import { times } from '../checks.js';
import { restarted, takeAfterwards } from '../restarts.js';
import { scenario } from '../scenario.js';

export const restartTransferred = scenario({
  name: 'restart-transferred',
  about: 'The bot is killed, and re-INVITE is refused (481): the calls come back by a transfer and keep their places.',
  expected: 'connected',
  store: 'redis',
  // A dead bot's call is transferred over REST; whose line it is could do so with a sign-in of their own.
  beliefs: { adminControls: true },
  faults: { refuseReinvite: 481 },
  destination: { holdMs: [20_000, 44_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: (play) => takeAfterwards(play, restarted('killed', { calls: 2, way: 'transfer' })),
  checks: [times('call-dialled', 2), times('brought-back', 2)],
});
