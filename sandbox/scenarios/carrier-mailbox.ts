/**
 * Shows a gap that cannot be closed from here: a mobile's own mailbox is Answered to RingCentral, exactly like its owner. Only “Prompt me
 * before connecting” keeps it out (`prompt-before-connecting`).
 */
import { times } from '../checks.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function notThere(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.take(dana, await play.offer(hunt));
  await play.happening('carrier-mailbox', 20_000);
}

export const carrierMailbox = scenario({
  name: 'carrier-mailbox',
  about:
    'Dana’s extension is forwarded to her mobile without a prompt; its mailbox picks up and nothing tells it from Dana, so the agent is lost to it. The prompt is the guard.',
  expected: 'agent-lost',
  manners: { pickUp: ['never'], forwarded: { mailboxAfterMs: 2_500 } },
  destination: { agentPatienceMs: 4_000 },
  form: { destination: 'Practice line (no menu)', lines: { first: 1 } },
  act: notThere,
  checks: [times('phone-rings', 1), times('phone-picked-up', 0)],
});
