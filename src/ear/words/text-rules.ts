import { plainWords } from './numbers.js';

/** The wait the line announces. */
export interface Estimate {
  readonly fromMinutes: number;
  /** Undefined when no upper bound was given. */
  readonly throughMinutes: number | undefined;
  /** For people: `between 30 and 60 minutes`. */
  readonly text: string;
}

/** No wait on the phone is longer than this. */
const LONGEST_MINUTES = 600;

/** Reads the wait a line announces. Durations about anything else do not count. */
export function readEstimate(text: string): Estimate | undefined {
  const words = minutesOnly(plainWords(text).join(' '));
  if (!/\b(wait|waiting|hold|estimated|expected)\b/.test(words)) return undefined;
  const range = /\b(\d+) (?:minutes )?(?:to|and|or) (\d+) minutes\b/.exec(words);
  if (range !== null) {
    const [from, through] = [Number(range[1]), Number(range[2])];
    if (from < through && through <= LONGEST_MINUTES)
      return { fromMinutes: from, throughMinutes: through, text: `between ${from} and ${through} minutes` };
  }
  const one =
    /\b(?:(more than|greater than|longer than|over|at least|less than|under|up to|within) )?(\d+) minutes\b/.exec(
      words,
    );
  const minutes = Number(one?.[2]);
  if (one === null || minutes > LONGEST_MINUTES) return undefined;
  const unit = minutes === 1 ? 'minute' : 'minutes';
  switch (one[1]) {
    case undefined:
      return { fromMinutes: minutes, throughMinutes: minutes, text: `about ${minutes} ${unit}` };
    case 'less than':
    case 'under':
    case 'up to':
    case 'within':
      return { fromMinutes: 0, throughMinutes: minutes, text: `less than ${minutes} ${unit}` };
    default:
      return { fromMinutes: minutes, throughMinutes: undefined, text: `more than ${minutes} ${unit}` };
  }
}

/** Converts every duration to minutes: `1 hour and a half` becomes `90 minutes`. */
function minutesOnly(words: string): string {
  return words
    .replace(/\bhalf (?:an|a) hour\b|\bhalf hour\b/g, '30 minutes')
    .replace(/\ban? hour\b/g, '1 hour')
    .replace(
      /\b(\d+) (?:hours? )?and a half hours?\b|\b(\d+) hours? and a half\b/g,
      (_, a, b) => `${60 * Number(a ?? b) + 30} minutes`,
    )
    .replace(
      /\b(\d+) (?:hours? )?(to|and|or) (\d+) hours?\b/g,
      (_, a, join, b) => `${60 * Number(a)} ${join} ${60 * Number(b)} minutes`,
    )
    .replace(
      /\b(\d+) hours?(?: and)? (\d+) minutes?\b/g,
      (_, hours, minutes) => `${60 * Number(hours) + Number(minutes)} minutes`,
    )
    .replace(/\b(\d+) hours?\b/g, (_, hours) => `${60 * Number(hours)} minutes`)
    .replace(/\bminute\b/g, 'minutes');
}

/** Signs of a person: giving their own name, single digits (a badge number), a question to the caller. */
export type AgentMark = 'name' | 'digits' | 'question';

/** Fewer single digits are menu keys or a year. */
const BADGE_DIGITS = 4;

/** The signs of a live agent in a text, which recordings rarely show. A machine that introduces itself has none. */
export function agentMarks(text: string): readonly AgentMark[] {
  const words = plainWords(text).join(' ');
  if (/\b(virtual|automated|assistant|recorded|recording|press \d|para espanol)\b/.test(words)) return [];
  const marks: AgentMark[] = [];
  if (
    /\bmy name is [a-z]{2,}|\bthis is (?:mr|mrs|ms|miss|mister|misses) [a-z]{2,}|\bthis is [a-z]{2,} speaking\b/.test(
      words,
    )
  )
    marks.push('name');
  const digits = words.match(/(?:\b\d(?: |$)){1,}/g) ?? [];
  const isTelephone = /\b(call|dial|telephone|toll free|1 800|visit)\b/.test(words);
  if (!isTelephone && digits.some((run) => run.trim().split(' ').length >= BADGE_DIGITS)) marks.push('digits');
  if (
    /\bhow (?:can|may) i (?:help|assist) you\b|\bmay i have your\b|\bwho am i speaking\b|\bwhom am i speaking\b/.test(
      words,
    )
  )
    marks.push('question');
  return marks;
}

/** Whether the marks add up to an agent. Recordings may show one of them, so one is not enough. */
export const soundLikeAgent = (marks: readonly AgentMark[]): boolean => marks.includes('name') && marks.length >= 2;

/**
 * Whether the line turns callers away. Callers who keep waiting hear about high volume too, so it takes more: that they
 * will not be served, or should call again another day.
 */
export function soundsTooBusy(text: string): boolean {
  const words = plainWords(text).join(' ');
  if (/\b(closed|office hours|hours of operation)\b/.test(words)) return false;
  const refused =
    /\b(?:unable|not able|cannot|cant) (?:to )?(?:handle|answer|take|process|complete|assist|accept)\b/.test(words);
  const busy = /\b(?:volume|all (?:of )?(?:our )?\w+ are busy|circuits are busy)\b/.test(words);
  const anotherDay = /\b(?:again|back|later)\b.*\bnext business day\b/.test(words);
  return (refused && busy) || anotherDay;
}

const TITLE_WORDS = 8;

/** A recording's first words, as its title; undefined when there are too few to identify it. */
export function titleOf(text: string): string | undefined {
  const words = text.trim().replace(/\s+/g, ' ').split(' ');
  if (words.length < 3) return undefined;
  const title = words.slice(0, TITLE_WORDS).join(' ');
  const small = title === title.toUpperCase() ? title.toLowerCase() : title;
  return `${small.charAt(0).toUpperCase()}${small.slice(1)}${words.length > TITLE_WORDS ? ' …' : ''}`;
}
