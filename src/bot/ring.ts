import type { PlainTextOption } from '@slack/types';
import type { Directory } from '../hunter/ports.js';
import type { RingTarget } from '../hunter/words.js';
import { cut, LIMITS } from './limits.js';
import { plainly } from './mrkdwn.js';
import type { People } from './people.js';

/** The form's values for a ring target: the person's own extension, a call queue, a number of the firm. */
export const MINE = 'mine';
const QUEUE = 'queue:';
const NUMBER = 'number:';

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: cut(text, LIMITS.optionText) }, value };
}

/** “My extension (101)”, or without its number while it is not known yet. */
export function mineOption(extensionNumber?: string): PlainTextOption {
  return option(extensionNumber === undefined ? 'My extension' : `My extension (${extensionNumber})`, MINE);
}

/** The places a taker can be rung at, filtered by what was typed; the person's own extension first. */
export function ringOptions(
  directory: Directory,
  mine: { readonly extensionNumber: string } | undefined | 'unknown',
  typed: string,
): PlainTextOption[] {
  const own = mine === undefined ? [] : [mineOption(mine === 'unknown' ? undefined : mine.extensionNumber)];
  const queues = directory
    .callQueues()
    .map(({ extensionId, extensionNumber, name }) =>
      option(`Call queue ${extensionNumber} ${name}`, `${QUEUE}${extensionId}`),
    );
  const numbers = directory.numbers().map(({ number, name }) => option(`${number} ${name}`, `${NUMBER}${number}`));
  const wanted = typed.trim().toLowerCase();
  return [...own, ...queues, ...numbers]
    .filter(({ text }) => text.text.toLowerCase().includes(wanted))
    .slice(0, LIMITS.options);
}

/** A form's choice as a ring target, or a sentence that says why not and what to do. */
export async function resolveRing(
  value: string,
  userId: string,
  directory: Directory,
  people: People,
): Promise<RingTarget | string> {
  if (value === MINE) {
    try {
      return (await people.extensionOf(userId)) ?? NO_EXTENSION;
    } catch {
      return 'Slack did not tell which extension is yours just now. Choose a number or a call queue, or try again.';
    }
  }
  if (value.startsWith(QUEUE)) {
    const queue = directory.callQueues().find(({ extensionId }) => extensionId === value.slice(QUEUE.length));
    if (queue !== undefined) return { kind: 'call-queue', ...queue };
  }
  if (value.startsWith(NUMBER)) {
    const number = directory.numbers().find((each) => each.number === value.slice(NUMBER.length));
    if (number !== undefined) return { kind: 'number', ...number };
  }
  return 'That place to ring is not known any more. Choose another one.';
}

const NO_EXTENSION =
  'No phone extension has your Slack e-mail address. Choose a number or a call queue, or ask your admin to set your e-mail address on your extension.';

/** Which phone is rung, in a sentence. */
export function ringWords(target: RingTarget): string {
  switch (target.kind) {
    case 'extension':
      return `extension ${plainly(target.extensionNumber)}`;
    case 'number':
      return plainly(target.name);
    case 'call-queue':
      return `the call queue ${plainly(target.name)}`;
  }
}
