import { closest } from 'fastest-levenshtein';
import { isNear } from '../slack/near.js';

/** Nobody types more than this on purpose; the rest is ignored. */
const LONGEST = 200;
const WORD_SHOWN = 40;

/** A command and the text after its verb, or an unknown word and the verb that was perhaps meant. */
export type Typed<C> =
  | { readonly command: C; readonly rest: string }
  | { readonly unknown: string; readonly didYouMean?: string };

/** Reads what was typed after `/irs-hunt`. Any input is safe. */
export function readCommand<C extends { readonly verb: string }>(text: string, commands: readonly C[]): Typed<C> {
  const [word = '', ...rest] = text.slice(0, LONGEST).trim().split(/\s+/u);
  const verb = word.toLowerCase();
  const command = commands.find((each) => each.verb === verb);
  if (command !== undefined) return { command, rest: rest.join(' ') };
  const verbs = commands.map((each) => each.verb).filter((each) => each !== '');
  const near = closest(verb, verbs);
  const unknown = word.slice(0, WORD_SHOWN);
  return isNear(verb, near) ? { unknown, didYouMean: near } : { unknown };
}
