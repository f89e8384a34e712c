import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { packageRoot } from '../support/package-root.js';
import type { Args } from './args.js';
import { startPractice } from './practice.js';
import type { Scenario } from './scenario.js';
import { stopped } from './signals.js';
import { Story } from './story.js';

/** Starts the practice world for a person in a browser; ends with Ctrl-C. */
export async function liveByHand(scenario: Scenario, args: Args): Promise<number> {
  const interrupted = stopped();
  const folder = join(packageRoot(), 'sandbox-output', 'by-hand');
  const practice = await startPractice({
    story: new Story(),
    scenario,
    seed: args.seed,
    mode: args.http ? 'http' : 'socket',
    port: args.port,
    folder,
    byHand: true,
  });
  process.stdout.write(`
  The practice world is ready:  ${practice.slack.pageUrl}

  1. Open the page, type /irs-hunt and fill in the form.
  2. When an agent is on the line, click “Take the call”.
  3. Your desk phone rings on the page: pick it up. Ctrl-C here ends everything.

  The bot's log: ${practice.bot.logFile}
`);
  // Ctrl-C reaches the bot too: which of the two is noticed first does not matter.
  const ended = practice.bot.ended().then(async () => Promise.race([interrupted, pause(500, 'bot-ended' as const)]));
  const why = await Promise.race([interrupted, ended]);
  if (why === 'bot-ended')
    process.stderr.write(`The bot ended by itself. Its last words:\n${practice.bot.lastWords()}\n`);
  await practice.stop();
  return why === 'bot-ended' ? 1 : 0;
}
