import { pauseWords } from '../board/hunt-texts.js';
import type { BotParts } from '../parts.js';
import { cut } from '../slack/limits.js';

const LONGEST_WHY = 120;

/** `/irs-hunt pause [why]`: a hold on everything. Answers what to tell the admin. */
export async function pause(parts: BotParts, user: string, typed: string): Promise<string> {
  const why = cut(typed.trim(), LONGEST_WHY);
  const hold = { by: user, at: parts.now(), ...(why === '' ? {} : { why }) };
  const { paused } = await parts.house.rules.change((rules) => ({ ...rules, paused: rules.paused ?? hold }));
  if (paused !== undefined && paused.at !== hold.at) {
    return `${pauseWords(paused)} It stays so until \`/irs-hunt resume\`.`;
  }
  parts.audit.record({ by: user, act: 'pause', outcome: 'done', ...(why === '' ? {} : { why }) });
  return 'Hunting is paused: nothing new starts, and nothing is dialled. Calls that run keep their places and can be taken. `/irs-hunt resume` ends it.';
}

/** `/irs-hunt resume`: the hold ends, and hunts go on by themselves. */
export async function resume(parts: BotParts, user: string): Promise<string> {
  let wasPaused = false;
  await parts.house.rules.change(({ paused, ...rules }) => {
    wasPaused = paused !== undefined;
    return rules;
  });
  if (!wasPaused) return 'Hunting is not paused.';
  parts.audit.record({ by: user, act: 'resume', outcome: 'done' });
  return 'Hunting goes on: lines that are due are dialled now.';
}
