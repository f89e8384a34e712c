/** Closes the gap: calls that cannot hear. The board says so, and a person who hears someone opens the offer. */
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const LABEL = 'I hear someone';

async function hearForIt(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.happening('agent-speaks');
  await play.press(dana, await play.withButton(LABEL, 10_000), LABEL);
  await play.take(dana, await play.offer(hunt, 10_000));
  await play.audio();
}

export const callOutNumber = scenario({
  name: 'call-out-number',
  about: 'An account that allows call-out from a number: the call cannot hear, a person says that someone is there.',
  expected: 'connected',
  faults: { callOutNumber: 'allowed' },
  // A call without a phone of ours is handed over by REST or not at all.
  beliefs: { adminControls: true },
  destination: { menu: 'none', holdMs: [5_000, 5_000], agentPatienceMs: 15_000 },
  settings: { DIAL_WAYS: 'call-out-number' },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  act: hearForIt,
});
