/** Closes the gap: a member's only line is their own extension: one of its devices holds the agent, and the other is rung. */
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function fromOwnLine(play: Play): Promise<void> {
  const sam = play.person(1);
  const hunt = await play.startHunt(sam);
  await play.take(sam, await play.offer(hunt));
  await play.audio();
}

export const ownExtension = scenario({
  name: 'own-extension',
  about: 'Sam, who is no admin, hunts from his own extension, the only line he may use, and takes the call on it.',
  expected: 'connected',
  form: { lines: { first: 1 } },
  // On a single line's first call nothing tells an announcement from an agent for certain, so there is no announcement.
  destination: { announcementEveryMs: 60_000, agentPatienceMs: 10_000 },
  act: fromOwnLine,
  checks: [{ says: 'one call was placed', holds: (evidence) => happened(evidence, 'call-dialled').length === 1 }],
});
