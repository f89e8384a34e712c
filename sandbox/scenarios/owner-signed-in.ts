/** Closes the gap: whose line it is has connected their own RingCentral account. Then the line's calls may be controlled, and the bridge is used. */
import { HEARD_AT_ONCE, joinedBy } from '../checks.js';
import { connectAccount } from '../connect.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function connectThenHunt(play: Play): Promise<void> {
  const [dana, sam] = [play.person(0), play.person(1)];
  await connectAccount(play, sam);
  const hunt = await play.startHunt(dana, { lines: sam.extensionNumber });
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

export const ownerSignedIn = scenario({
  name: 'owner-signed-in',
  about: 'Sam has connected his RingCentral account; Dana hunts from his line, and the agent is bridged to her.',
  expected: 'connected',
  // On a single line's first call nothing tells an announcement from an agent for certain, so there is no announcement.
  destination: { holdMs: [5_000, 9_000], announcementEveryMs: 60_000, agentPatienceMs: 10_000 },
  form: { destination: 'Practice line (no menu)' },
  act: connectThenHunt,
  checks: [
    joinedBy('bridge'),
    HEARD_AT_ONCE,
    {
      says: 'RingCentral never refused to let a call be controlled',
      holds: (evidence) =>
        happened(evidence, 'rest').every(
          ({ path, status }) => status !== 403 || !String(path).includes('/telephony/sessions/'),
        ),
    },
  ],
});
