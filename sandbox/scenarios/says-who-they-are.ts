/** Closes the gap: is somebody whose e-mail address leads nowhere rung at the extension they proved with a code? */
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { proveExtension } from '../proof.js';
import { scenario } from '../scenario.js';

async function proveThenTake(play: Play): Promise<void> {
  const [dana, sam] = [play.person(0), play.person(1)];
  await proveExtension(play, sam);
  await play.startHunt(dana, { lines: { first: 1 } });
  await play.take(sam, await play.says(/Anyone here can take it/, 70_000));
  await play.audio();
}

export const saysWhoTheyAre = scenario({
  name: 'says-who-they-are',
  about:
    'Sam’s e-mail address leads to no extension: a code is said on the desk phone, typed, and that phone rings for the agent.',
  expected: 'connected',
  otherAddress: [1],
  destination: { menu: 'none', holdMs: [4_000, 6_000], agentPatienceMs: 20_000 },
  form: { destination: 'Practice line (no menu)' },
  patience: { offerMs: 40_000 },
  act: proveThenTake,
  checks: [
    {
      says: 'Sam’s phone rang for the code and for the agent, and no other phone',
      holds: (evidence) =>
        happened(evidence, 'phone-rings')
          .map(({ person }) => person)
          .join() === 'U0SAM,U0SAM',
    },
  ],
});
