import { z } from 'zod';
import { linesInUse, mostLinesInUse } from '../rules/lines-in-use.js';
import type { HuntState } from '../rules/state.js';
import type { Pause } from '../terms.js';

/** What is limited: at once, but for `starts`, which are those of the last hour. Without `Per…`: of the whole workspace. */
export const LIMIT_NAMES = [
  'linesPerHunt',
  'huntsPerPerson',
  'linesPerPerson',
  'startsPerPerson',
  'huntsPerChannel',
  'linesPerChannel',
  'startsPerChannel',
  'hunts',
  'lines',
  'starts',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];
export type Limits = Readonly<Record<LimitName, number>>;

export const HIGHEST_LIMIT = 1_000;
export const HOUR_MS = 3_600_000;

const pauseSchema: z.ZodType<Pause> = z.object({ by: z.string(), at: z.number(), why: z.string().optional() });

/** What admins have settled. Limits they never changed are those of the settings; no channels: hunting is allowed in all. */
export const rulesSchema = z.object({
  limits: z.partialRecord(z.enum(LIMIT_NAMES), z.number().int().min(1).max(HIGHEST_LIMIT)),
  channels: z.array(z.string()),
  paused: pauseSchema.optional(),
});
export type HouseRules = z.infer<typeof rulesSchema>;

export const NO_RULES: HouseRules = { limits: {}, channels: [] };

/** Who wants to start what, where. */
export interface StartAsk {
  readonly requester: string;
  readonly channel: string;
  readonly lineIds: readonly string[];
}

/** A hunt that began. */
export interface PastStart {
  readonly at: number;
  readonly by: string;
  readonly channel: string;
}

/** What speaks against a start, as a sentence for the person; `about` tells which choice of theirs it concerns. */
export interface StartFault {
  readonly kind: 'paused' | 'channel' | 'limit';
  readonly about: 'hunt' | 'lines';
  readonly why: string;
}

/** What is known at the moment of a start. */
export interface HouseNow {
  readonly rules: HouseRules;
  readonly limits: Limits;
  /** All hunts that are open. */
  readonly open: readonly HuntState[];
  /** Starts of the last hour, the oldest first. */
  readonly starts: readonly PastStart[];
  readonly now: number;
}

/** The first thing that speaks against this start now; undefined when nothing does. */
export function whyNotStart(ask: StartAsk, house: HouseNow): StartFault | undefined {
  const { rules, limits } = house;
  if (rules.paused !== undefined) return { kind: 'paused', about: 'hunt', why: pausedWords(rules.paused) };
  if (rules.channels.length > 0 && !rules.channels.includes(ask.channel)) {
    const why = 'Hunting is not allowed in this channel: start it in one that the admins have allowed.';
    return { kind: 'channel', about: 'hunt', why };
  }
  if (ask.lineIds.length > limits.linesPerHunt) {
    const why = `A hunt may use at most ${limits.linesPerHunt} lines; you chose ${ask.lineIds.length}.`;
    return { kind: 'limit', about: 'lines', why };
  }
  const found = scopesOf(ask, limits).map((scope) => exceeded(ask, scope, house));
  return found.find((fault) => fault !== undefined);
}

/** How many lines a new hunt of this person in this channel may use. */
export function linesLeft(ask: Omit<StartAsk, 'lineIds'>, limits: Limits, open: readonly HuntState[]): number {
  const left = scopesOf({ ...ask, lineIds: [] }, limits).map(({ of, lines }) => {
    const hunts = open.filter(({ requester, channel }) => of({ by: requester, channel }));
    return lines - linesInUse(hunts).size;
  });
  return Math.max(0, Math.min(limits.linesPerHunt, ...left));
}

/** “Hunting is paused: fire drill.” and what to do; plain text without names. */
function pausedWords({ why }: Pause): string {
  return `Hunting is paused${why === undefined ? '' : `: ${why}`}. Nothing new starts until an admin resumes it.`;
}

interface Scope {
  readonly of: (each: { readonly by: string; readonly channel: string }) => boolean;
  readonly hunts: number;
  readonly lines: number;
  readonly starts: number;
  /** “You have”, “Hunts of this channel”, … and “one person”. */
  readonly has: string;
  readonly whole: string;
}

function scopesOf({ requester, channel }: StartAsk, limits: Limits): readonly Scope[] {
  return [
    {
      of: ({ by }) => by === requester,
      ...{ hunts: limits.huntsPerPerson, lines: limits.linesPerPerson, starts: limits.startsPerPerson },
      ...{ has: 'You have', whole: 'one person' },
    },
    {
      of: (each) => each.channel === channel,
      ...{ hunts: limits.huntsPerChannel, lines: limits.linesPerChannel, starts: limits.startsPerChannel },
      ...{ has: 'This channel has', whole: 'one channel' },
    },
    {
      of: () => true,
      ...{ hunts: limits.hunts, lines: limits.lines, starts: limits.starts },
      ...{ has: 'The workspace has', whole: 'the workspace' },
    },
  ];
}

function exceeded(ask: StartAsk, scope: Scope, { open, starts, now }: HouseNow): StartFault | undefined {
  const hunts = open.filter(({ requester, channel }) => scope.of({ by: requester, channel }));
  const running = hunts.filter(({ outcome }) => outcome === undefined).length;
  if (running >= scope.hunts) {
    const why = `${scope.has} ${count(running, 'hunt')} running, which is the most ${scope.whole} may have: stop one, or ask an admin.`;
    return { kind: 'limit', about: 'hunt', why };
  }
  // With thousands of hunts counting each line takes long, and is seldom needed.
  const used = mostLinesInUse(hunts) + ask.lineIds.length > scope.lines ? linesInUse(hunts).size : 0;
  if (used + ask.lineIds.length > scope.lines) {
    const why =
      used === 0
        ? `${capital(scope.whole)} may use ${count(scope.lines, 'line')} at once: choose fewer, or ask an admin.`
        : `${scope.has} ${count(used, 'line')} in use, and ${scope.whole} may use ${scope.lines} at once: choose fewer, stop a hunt, or ask an admin.`;
    return { kind: 'limit', about: 'lines', why };
  }
  const counted = starts.filter((each) => each.at > now - HOUR_MS && scope.of(each));
  const first = counted[counted.length - scope.starts];
  if (first === undefined) return undefined;
  const minutes = Math.max(1, Math.ceil((first.at + HOUR_MS - now) / 60_000));
  const why = `${scope.has} started ${count(counted.length, 'hunt')} within an hour, which is the most ${scope.whole} may: try again in ${count(minutes, 'minute')}, or ask an admin.`;
  return { kind: 'limit', about: 'hunt', why };
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
