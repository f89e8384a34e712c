/** Closes the gap: nothing makes a dead bot's call audible again. It keeps its place, and a person says when to take it. Needs Redis. */
import { slackSays, times } from '../checks.js';
import { restarted } from '../restarts.js';
import { scenario } from '../scenario.js';

const HEAR = 'I hear someone';

export const restartUnheard = scenario({
  name: 'restart-unheard',
  about: 'The bot is killed, and every way to hear its call again is refused: the call is kept, and a person takes it.',
  expected: 'connected',
  store: 'redis',
  // Nothing but REST is left to hand the call over.
  beliefs: { adminControls: true },
  faults: { refuseReinvite: 403, refuseHandOver: { ways: ['transfer'], times: 1 } },
  destination: { holdMs: [28_000, 28_000], agentPatienceMs: 9_000 },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  act: async (play) => {
    const dana = play.person(0);
    const hunt = await restarted('killed', { calls: 1 })(play);
    await play.says(/can no longer listen to/, 25_000);
    await play.happening('agent-speaks');
    await play.press(dana, await play.withButton(HEAR, 8_000), HEAR);
    await play.take(dana, await play.offer(hunt));
    await play.audio();
  },
  checks: [times('call-dialled', 1), times('brought-back', 0), slackSays(/can no longer listen to/)],
});
