/** Closes the gap: an offer that nobody takes. It goes to the whole channel and runs out, the agent hears a goodbye, and the hunt ends by itself. */

import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function lookAway(play: Play): Promise<void> {
  const hunt = await play.startHunt(play.person(0));
  await play.offer(hunt);
}

export const nobodyTakes = scenario({
  name: 'nobody-takes',
  about: 'Nobody clicks; the offer widens, runs out, and the hunt ends after its longest wait.',
  expected: 'nobody-took',
  destination: { agents: 1, holdMs: [5_000, 8_000], agentPatienceMs: 20_000 },
  settings: { MAX_WAIT_MINUTES: '0.8' },
  patience: { widenMs: 3_000, offerMs: 9_000 },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  act: lookAway,
  checks: [
    {
      says: 'the agent was spoken to',
      holds: (evidence) => happened(evidence, 'agent-heard-courtesy').length > 0,
    },
    {
      says: 'the channel was called on',
      // The message says so only as long as it can be clicked.
      holds: (evidence) => happened(evidence, 'message').some(({ text }) => String(text).includes('<!here>')),
    },
  ],
});
