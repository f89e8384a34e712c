import { z } from 'zod';
import { linesInUse, mostLinesInUse } from '../rules/lines-in-use.js';
import type { HuntState } from '../rules/state.js';
import type { Pause } from '../terms.js';

/**
 * The limits. `starts…` count the last hour, all others what runs at the same time. Names without `Per…` are for the
 * whole workspace.
 */
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
/** Lines of a hunt when nobody chose: enough to reach an agent sooner, few enough to be fair to people who call by hand. */
export const USUAL_LINES = 3;
export const HOUR_MS = 3_600_000;

const pauseSchema: z.ZodType<Pause> = z.object({ by: z.string(), at: z.number(), why: z.string().optional() });

/**
 * What admins have set. Unchanged limits come from the settings; with no channels listed, hunting is allowed in all.
 */
export const rulesSchema = z.object({
  limits: z.partialRecord(z.enum(LIMIT_NAMES), z.number().int().min(1).max(HIGHEST_LIMIT)),
  channels: z.array(z.string()),
  paused: pauseSchema.optional(),
});
export type HouseRules = z.infer<typeof rulesSchema>;

export const NO_RULES: HouseRules = { limits: {}, channels: [] };

/** Who wants to start what, and where. */
export interface StartAsk {
  readonly requester: string;
  readonly channel: string;
  readonly lineIds: readonly string[];
}

/** A hunt that started. */
export interface PastStart {
  readonly at: number;
  readonly by: string;
  readonly channel: string;
}

/** Why a hunt may not start, as a sentence for the person; `about` says which of their choices it concerns. */
export interface StartFault {
  readonly kind: 'paused' | 'channel' | 'limit';
  readonly about: 'hunt' | 'lines';
  readonly why: string;
}

/** What is known when a hunt is about to start. */
export interface HouseNow {
  readonly rules: HouseRules;
  readonly limits: Limits;
  /** All open hunts. */
  readonly open: readonly HuntState[];
  /** Starts in the last hour, oldest first. */
  readonly starts: readonly PastStart[];
  readonly now: number;
}

/** The first reason not to start now; undefined when there is none. */
export function whyNotStart(ask: StartAsk, house: HouseNow): StartFault | undefined {
  const { rules, limits } = house;
  if (rules.paused !== undefined) return { kind: 'paused', about: 'hunt', why: pausedWords(rules.paused) };
  if (rules.channels.length > 0 && !rules.channels.includes(ask.channel)) {
    const why = 'Hunting is not allowed in this channel. Start it in a channel that your admins have allowed.';
    return { kind: 'channel', about: 'hunt', why };
  }
  if (ask.lineIds.length > limits.linesPerHunt) {
    const why = `A hunt may use at most ${limits.linesPerHunt} lines; you chose ${ask.lineIds.length}.`;
    return { kind: 'limit', about: 'lines', why };
  }
  const found = scopesOf(ask, limits).map((scope) => exceeded(ask, scope, house));
  return found.find((fault) => fault !== undefined);
}

/** How many lines a new hunt by this person in this channel may use. */
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
  /** “You have”, “This channel has”, … and “one person”, “one channel”, … */
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
    const why = `${scope.has} ${count(running, 'hunt')} running, the limit for ${scope.whole}. Stop one, or ask an admin.`;
    return { kind: 'limit', about: 'hunt', why };
  }
  // Counting each line takes long with thousands of hunts, and is seldom necessary.
  const used = mostLinesInUse(hunts) + ask.lineIds.length > scope.lines ? linesInUse(hunts).size : 0;
  if (used + ask.lineIds.length > scope.lines) {
    const why =
      used === 0
        ? `The limit for ${scope.whole} is ${count(scope.lines, 'line')} at once. Choose fewer, or ask an admin.`
        : `${scope.has} ${count(used, 'line')} in use, and the limit for ${scope.whole} is ${scope.lines}. Choose fewer, stop a hunt, or ask an admin.`;
    return { kind: 'limit', about: 'lines', why };
  }
  const counted = starts.filter((each) => each.at > now - HOUR_MS && scope.of(each));
  const first = counted[counted.length - scope.starts];
  if (first === undefined) return undefined;
  const minutes = Math.max(1, Math.ceil((first.at + HOUR_MS - now) / 60_000));
  const why = `${scope.has} started ${count(counted.length, 'hunt')} in the last hour, the limit for ${scope.whole}. Try again in ${count(minutes, 'minute')}, or ask an admin.`;
  return { kind: 'limit', about: 'hunt', why };
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}
