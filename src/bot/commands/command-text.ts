import { closest } from 'fastest-levenshtein';
import { isNear } from '../slack/near.js';

export const SUBCOMMANDS = [
  'start',
  'teach',
  'status',
  'stop',
  'lines',
  'pools',
  'me',
  'link',
  'unlink',
  'destinations',
  'pause',
  'resume',
  'settings',
  'audit',
  'connect',
  'disconnect',
  'help',
] as const;
type Subcommand = (typeof SUBCOMMANDS)[number];

/** What somebody typed after `/irs-hunt`. */
export type ParsedCommand =
  | { readonly verb: 'form' }
  | { readonly verb: Exclude<Subcommand, 'start'>; readonly rest: string }
  | { readonly verb: 'start'; readonly destination: string; readonly lines?: number }
  | { readonly verb: 'unknown'; readonly word: string; readonly didYouMean?: Subcommand };

/** Nobody types more than this on purpose; the rest is not looked at. */
const LONGEST = 200;
const WORD_SHOWN = 40;
function isSubcommand(word: string): word is Subcommand {
  return SUBCOMMANDS.some((each) => each === word);
}

/** Reads the text of a command; any text gives an answer. */
export function parseCommand(text: string): ParsedCommand {
  const words = text.slice(0, LONGEST).trim().split(/\s+/u).filter(Boolean);
  const [first] = words;
  if (first === undefined) return { verb: 'form' };
  const verb = first.toLowerCase();
  if (!isSubcommand(verb)) {
    const near = closest(verb, SUBCOMMANDS) as Subcommand;
    const word = first.slice(0, WORD_SHOWN);
    return isNear(verb, near) ? { verb: 'unknown', word, didYouMean: near } : { verb: 'unknown', word };
  }
  const rest = words.slice(1);
  if (verb !== 'start') return { verb, rest: rest.join(' ') };
  const last = rest.at(-1);
  const count = last !== undefined && /^\d{1,4}$/.test(last) ? Number(last) : undefined;
  const destination = (count === undefined ? rest : rest.slice(0, -1)).join(' ');
  return { verb, destination, ...(count === undefined ? {} : { lines: count }) };
}
