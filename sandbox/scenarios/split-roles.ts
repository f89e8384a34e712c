/**
 * Closes the gap: Slack in one process, the calls in two others, and the one with the call dies. RingCentral's events come to the
 * process that has the public address, and are told to the others. Needs Redis.
 */
import type { BotProcess } from '../bot-process.js';
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { type Check, scenario } from '../scenario.js';

async function loseTheHunter(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.happening('hold');
  const owner = await ownerOf(play);
  await owner.kill();
  play.story.tell('bot-killed');
  await play.take(dana, await play.offer(hunt, 60_000));
  await play.audio();
}

async function ownerOf({ practice }: Play): Promise<BotProcess> {
  const [bot, ...hunters] = practice.processes;
  if ((await bot?.hunts()) !== 0) throw new Error('the process of the role bot runs a hunt');
  for (const hunter of hunters) if (((await hunter.hunts()) ?? 0) > 0) return hunter;
  throw new Error('no hunter runs the hunt');
}

const PUSHED_TO_THE_BOT: Check = {
  says: 'RingCentral delivered its events to the process of the role bot, each was taken, and there was no WebSocket',
  holds: (evidence) => {
    const delivered = happened(evidence, 'webhook-delivery');
    const taken = delivered.length > 0 && delivered.every(({ status }) => status === 200);
    return taken && happened(evidence, 'events-connected').length === 0;
  },
};

export const splitRoles = scenario({
  name: 'split-roles',
  about: 'Slack is served by one process, hunts are run by two others, and the one with the calls is killed.',
  expected: 'connected',
  store: 'redis',
  processes: ['bot', 'hunter', 'hunter'],
  settings: { RC_EVENTS: 'webhook' },
  checks: [PUSHED_TO_THE_BOT],
  destination: { holdMs: [14_000, 18_000] },
  form: { destination: 'Practice line (no menu)', lines: { first: 2 } },
  act: loseTheHunter,
});
