/**
 * Closes the gap: RingCentral refuses a device without an emergency address as it does a wrong number: ringing, then busy. After two such
 * refusals the line rests and is named once, with what to do; another line connects.
 */
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const LOST = '201';
const CAUSE = /emergency address/i;
const REMEDY = /Admin Portal/g;

async function loseTheAddress(play: Play): Promise<void> {
  const dana = play.person(0);
  // The bot has read the directory by now: its form offers the line.
  await play.until(() => directoryWasRead(play), 20_000, 'the directory to be read');
  play.practice.ringCentral.loseEmergencyAddress(LOST);
  const hunt = await play.startHunt(dana);
  await play.says(CAUSE, 40_000);
  await play.take(dana, await play.offer(hunt));
  await play.audio();
}

function directoryWasRead(play: Play): true | undefined {
  const reads = play.story.all().filter(({ what, path }) => what === 'rest' && String(path).endsWith('/device'));
  const everyLine = play.scenario.lines + play.practice.people.length;
  return reads.length >= everyLine ? true : undefined;
}

export const emergencyAddressMissing = scenario({
  name: 'emergency-address-missing',
  about:
    'Line 201 has lost its emergency address: refused twice, it rests and is named with the remedy; another connects.',
  expected: 'connected',
  destination: { holdMs: [14_000, 18_000] },
  form: { destination: 'Practice line (no menu)', lines: [LOST, '202', '203'] },
  act: loseTheAddress,
  checks: [
    {
      says: 'the line was refused twice, and then rested',
      holds: (evidence) => happened(evidence, 'dial-refused').filter(({ line }) => line === LOST).length === 2,
    },
    {
      says: 'the line is named with the remedy, once',
      holds: ({ messages }) => {
        const named = messages.filter(({ text }) => text.match(REMEDY)?.length === 1 && text.includes(LOST));
        return named.length === 1 && messages.flatMap(({ text }) => text.match(REMEDY) ?? []).length === 1;
      },
    },
  ],
});
