import type { BotParts } from '../parts.js';
import type { Message } from '../slack/block-parts.js';
import { setAside } from './aside.js';
import { findRows, lineRows, parseLines } from './line-list.js';
import { lines } from './list.js';
import { sync } from './sync.js';

/** Somebody who names one extension waits for RingCentral no longer than this. */
const LOOK_WITHIN_MS = 4_000;

/** `/irs-hunt lines …`: the list, or what admins do with lines. */
export async function linesVerbs(
  parts: BotParts,
  user: string,
  rest: string,
): Promise<Pick<Message, 'text'> & Partial<Message>> {
  const ask = parseLines(rest);
  if (ask.kind === 'list') {
    await lookAtOne(parts, ask.query.words);
    return lines(parts, user, ask.query);
  }
  const refusal = await parts.gate.refusal(ask.kind === 'sync' ? 'sync-lines' : 'set-line-aside', user);
  if (refusal !== undefined) return { text: refusal };
  if (ask.kind === 'sync') return { text: await sync(parts, user, ask.everything) };
  return { text: await setAside(parts, user, ask.kind, ask.numbers) };
}

/** Who asks for one extension that can't call may just have put it right: it is read anew. */
async function lookAtOne({ directory }: BotParts, words: string): Promise<void> {
  const rows = lineRows(directory.extensions(), { pools: [], setAside: [], inUse: new Set() });
  const [one, other] = words === '' ? [] : findRows(rows, { filter: 'cannot', words, page: 0 });
  if (one === undefined || (other !== undefined && one.extension.number !== words)) return;
  if (one.extension.obstacle === 'wrong-type') return;
  const late = new Promise<void>((resolve) => setTimeout(resolve, LOOK_WITHIN_MS).unref());
  await Promise.race([directory.lookAgain(one.extension.id), late]);
}
