/** Closes the gap: five minutes of talk before the second prompt, as callers met it. Nothing in it is a prompt, a refusal or a person. */
import { NO_WRONG_KEY, ONLY_AGENTS_OFFERED } from '../checks.js';
import { type Evidence, happened } from '../outcome.js';
import type { Play } from '../play.js';
import { scenario } from '../scenario.js';

const DISCLOSURES_MS = 300_000;

async function waitPatiently(play: Play): Promise<void> {
  const dana = play.person(0);
  const hunt = await play.startHunt(dana);
  await play.take(dana, await play.offer(hunt, DISCLOSURES_MS + 70_000));
  await play.audio();
}

/** From the first word of the disclosures to the last one. */
function disclosedMs(evidence: Evidence): number {
  const at = (what: string): number => happened(evidence, what)[0]?.t_ms ?? Number.NaN;
  return at('disclosures-end') - at('disclosures-begin');
}

export const longDisclosures = scenario({
  name: 'long-disclosures',
  about: 'Five minutes of disclosures between the keys; the bot listens, presses nothing and offers nobody.',
  expected: 'connected',
  destination: { menu: 'order-b', disclosuresMs: DISCLOSURES_MS, holdMs: [4_000, 5_500] },
  form: { lines: { first: 1 } },
  settings: { MAX_WAIT_MINUTES: '10' },
  withinMs: DISCLOSURES_MS + 120_000,
  act: waitPatiently,
  checks: [
    {
      // A busy machine plays them more slowly, never faster: the last sentence may be left out.
      says: 'the disclosures lasted five minutes',
      holds: (evidence) => disclosedMs(evidence) > DISCLOSURES_MS - 10_000,
    },
    NO_WRONG_KEY,
    ONLY_AGENTS_OFFERED,
  ],
});
