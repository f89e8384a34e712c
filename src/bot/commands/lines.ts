import type { KnownBlock } from '@slack/types';
import { section } from '../block-parts.js';
import { LIMITS, pack } from '../limits.js';
import { callableLines, linesInUse, otherExtensions } from '../lines.js';
import { ago, plainly } from '../mrkdwn.js';
import type { BotParts } from '../parts.js';

/** All blocks of an answer together; Slack refuses much more (`msg_blocks_too_long`). */
const TEXTS_AT_MOST = 4;

/** `/irs-hunt lines`: which lines can call, and for each extension that can't, why and what to do. */
export function lines({ directory, live }: BotParts): { readonly text: string; readonly blocks: KnownBlock[] } {
  const inUse = linesInUse(live.open());
  const callable = callableLines(directory);
  const others = otherExtensions(directory);
  const can = callable.map(
    ({ id, extensionNumber, name, number }) =>
      `• *${plainly(`${extensionNumber} ${name}`)}* (${number})${inUse.has(id) ? ', in a hunt now' : ''}`,
  );
  const cannot = others.map(
    ({ number, name, cannotCall }) => `• *${plainly(`${number} ${name}`)}*: ${plainly(cannotCall)}`,
  );
  const refreshedAt = directory.refreshedAt();
  const problem = directory.problem();
  const freshness = [
    refreshedAt === undefined ? 'The list of extensions has not been read yet.' : `Read ${ago(refreshedAt)}.`,
    ...(problem === undefined ? [] : [`The last try failed: ${plainly(problem)}`]),
  ].join(' ');
  const text = `${callable.length} ${callable.length === 1 ? 'line' : 'lines'} can call, ${others.length} cannot. ${freshness}`;
  const all = pack([...can, ...(cannot.length === 0 ? [] : ['*Cannot call:*', ...cannot])], LIMITS.sectionText);
  const shown = all.slice(0, TEXTS_AT_MOST).map((part) => section(part));
  const more = all.length > TEXTS_AT_MOST ? [section('The list goes on; search in the form (`/irs-hunt`).')] : [];
  return { text, blocks: [section(text), ...shown, ...more] };
}
