import { closest } from 'fastest-levenshtein';
import { isNear } from '../slack/near.js';

/** Nobody types more than this on purpose; the rest is not looked at. */
const LONGEST = 200;
const WORD_SHOWN = 40;

/** A command with what follows its verb, or a word that is none and the verb it may have been meant as. */
export type Typed<C> =
  | { readonly command: C; readonly rest: string }
  | { readonly unknown: string; readonly didYouMean?: string };

/** Reads what somebody typed after `/irs-hunt`; any text gives an answer. */
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
