/** Closes the gap: a machine that sounds like a person and asks how it can help. It may fool the bot once; never after somebody said so. */
import { takeTheAgent } from '../acts.js';
import { fooledAtMost } from '../checks.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function twoHunts(play: Play): Promise<void> {
  const dana = play.person(0);
  for (const talks of [1, 2]) {
    const hunt = await play.startHunt(dana);
    await takeTheAgent(play, dana, hunt, 'Announcement');
    await play.audio(talks);
    await play.ended(hunt, 20_000);
    play.practice.ringCentral.endTalks();
  }
}

export const voiceBot = scenario({
  name: 'voice-bot',
  about: 'A voice bot asks twice how it can help before the hold, in two hunts; people are called to it once at most.',
  expected: 'connected',
  destination: { voiceBot: true, holdMs: [9_000, 12_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '3' },
  talks: 2,
  withinMs: 180_000,
  act: twoHunts,
  checks: [
    fooledAtMost(1),
    { says: 'the voice bot asked in each call', holds: (evidence) => happened(evidence, 'voice-bot').length >= 4 },
  ],
});
