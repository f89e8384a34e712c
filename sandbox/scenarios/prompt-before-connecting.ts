/** Closes the gap: a forwarded cell phone that asks for a key. Without a 1 (a mailbox, a phone in a pocket) it gets no agent, and the offer opens again. */
import { happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

async function secondPersonPresses(play: Play): Promise<void> {
  const hunt = await play.startHunt(play.person(0));
  const first = await play.offer(hunt);
  await play.take(play.person(0), first);
  await play.untilTaken(first);
  await play.take(play.person(1), await play.offer(hunt, 25_000));
  await play.audio();
}

export const promptBeforeConnecting = scenario({
  name: 'prompt-before-connecting',
  about:
    'Extensions are forwarded to mobiles that ask for a key: Dana’s is picked up and nobody presses, Sam presses 1.',
  expected: 'connected',
  manners: { pickUp: [600], forwarded: { prompt: ['never', 1_200] } },
  destination: { agentPatienceMs: 16_000 },
  patience: { ringMs: 5_000 },
  form: { destination: 'Practice line (no menu)' },
  act: secondPersonPresses,
  checks: [
    {
      says: 'two were asked to press 1, and only who pressed it was connected',
      holds: (evidence) =>
        happened(evidence, 'phone-prompted').length === 2 &&
        happened(evidence, 'phone-picked-up')
          .map(({ person }) => person)
          .join() === 'U0SAM',
    },
    {
      says: 'nobody was joined to the agent before the key',
      holds: (evidence) => {
        const pressed = happened(evidence, 'phone-key').find(({ key }) => key === '1')?.t_ms ?? 0;
        return happened(evidence, 'taker-agent-audio').every(({ t_ms }) => t_ms > pressed);
      },
    },
  ],
});
