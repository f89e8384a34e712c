/**
 * Closes the gap: the real service may be what it was believed to be before. Everything nobody has seen for sure is the other way around,
 * all at once; Dana declines first, then takes the call.
 */
import { HEARD_AT_ONCE, joinedBy } from '../checks.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function declineThenTake(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  const first = await play.offer(hunt);
  await play.take(dana, first);
  await play.untilTaken(first);
  await play.take(dana, await play.offer(hunt, 30_000));
  await play.audio();
}

export const formerBeliefs = scenario({
  name: 'former-beliefs',
  about:
    'The service as it was believed to be: administrators control calls, refusals come at once, REFER with Replaces does nothing.',
  expected: 'connected',
  beliefs: {
    ...{ adminControls: true, refusedDial: 'at-once', declinedInside: 'busy-tone', answeredInside: 'while-ringing' },
    ...{ challengesInDialog: true, proxies: 'one', inboundInvite: 'plain', updatesAfterHandOver: false },
    ...{ replaces: false, mostCalls: 50 },
  },
  manners: { pickUp: ['decline', 900] },
  destination: { agentPatienceMs: 12_000 },
  act: declineThenTake,
  checks: [joinedBy('bridge'), HEARD_AT_ONCE],
});
