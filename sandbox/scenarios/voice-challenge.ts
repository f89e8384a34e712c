/** Closes the gap: “repeat these words”. A person is asked at once and answers; the bot never does, and its courtesy phrase is no answer. */
import { teachByHunt } from '../acts.js';
import { times } from '../checks.js';
import { TAKE_LABEL } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function answerTheChallenge(play: Play): Promise<void> {
  const dana = play.person(0);
  await teachByHunt(play, dana, 'Voice challenge');
  await play.startHunt(dana);
  await play.press(dana, await play.withButton(TAKE_LABEL, 40_000), TAKE_LABEL);
  await play.happening('challenge-passed', 25_000);
  await play.happening('agent-speaks', 40_000);
  await play.audio();
}

export const voiceChallenge = scenario({
  name: 'voice-challenge',
  about: 'The line wants two words repeated; Dana takes the call, says them, and waits for the agent herself.',
  expected: 'connected',
  destination: { voiceChallenge: true, holdMs: [6_000, 8_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  withinMs: 150_000,
  act: answerTheChallenge,
  checks: [times('challenge-passed', 1)],
});
