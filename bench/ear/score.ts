import type { Call, Segment } from './call.js';
import type { Heard } from './detector.js';

/** What a false offer was made of. */
export const CAUSES = ['known recording', 'music', 'silence', 'ringback', 'menu', 'never-heard recording'] as const;
export type Cause = (typeof CAUSES)[number];
type Degree = 'probable' | 'confirmed';

/** An agent counts as found when a person is reported this soon after the first word. */
export const FOUND_WITHIN_MS = 10_000;
/** Less of a recording than this inside the evidence does not make it the cause. */
const CAUSED_BY_MS = 200;

/** From the first `person` to the next other word; a `confirmed` after a `probable` belongs to the same. */
export interface Episode {
  readonly atMs: number;
  readonly sinceMs: number;
  /** Until another word, an agent's first one, or the end. */
  readonly untilMs: number;
  /** The highest degree told while no agent was there. */
  readonly degree: Degree;
  readonly reason: string;
  readonly cause: Cause;
  readonly segment: Segment | undefined;
}

/** How one agent fared; delays in ms after the first word. */
export interface AgentScore {
  readonly fromMs: number;
  readonly delayMs?: number;
  readonly confirmedMs?: number;
  /** Missed, but an offer made before the first word still stood. */
  readonly offeredBefore: boolean;
}

/** How one call was heard. */
export interface CallScore {
  readonly destination: string;
  readonly cold: boolean;
  readonly holdMs: number;
  readonly agents: readonly AgentScore[];
  readonly falseOffers: readonly Episode[];
  /** Announcements that began on hold and had never been played at the destination. */
  readonly neverHeard: number;
  /** How many of those were taken for a person, and with which degree at most. */
  readonly neverHeardFired: Readonly<Record<Degree, number>>;
}

/** Compares what was heard in a call with what was true. */
export function scoreCall(call: Call, heard: readonly Heard[]): CallScore {
  const episodes = falseEpisodes(call, heard);
  const unknown = call.segments.filter(
    ({ what, known, fromMs }) => what === 'announcement' && known === false && fromMs >= call.menuDoneMs - 1,
  );
  const degrees = unknown.map((segment) =>
    episodes.filter((one) => one.segment === segment).map(({ degree }) => degree),
  );
  return {
    destination: call.destination,
    cold: call.place === 0,
    holdMs: holdMs(call),
    agents: call.agents.map((agent) => scoreAgent(agent, heard)),
    falseOffers: episodes,
    neverHeard: unknown.length,
    neverHeardFired: {
      probable: degrees.filter((those) => those.length > 0 && !those.includes('confirmed')).length,
      confirmed: degrees.filter((those) => those.includes('confirmed')).length,
    },
  };
}

/** The wait for an agent: from the end of the menu to the hand-over or the end, without the agents. */
export function holdMs(call: Call): number {
  const endMs = call.handedOverMs ?? call.audio.length / 8;
  const spokenMs = call.agents.reduce((sum, { fromMs, toMs }) => sum + Math.min(toMs, endMs) - fromMs, 0);
  return Math.max(0, endMs - call.menuDoneMs - spokenMs);
}

function scoreAgent({ fromMs, toMs }: Call['agents'][number], heard: readonly Heard[]): AgentScore {
  const untilMs = Math.min(fromMs + FOUND_WITHIN_MS, toMs);
  const inTime = heard.filter((one) => one.heard === 'person' && one.atMs >= fromMs && one.atMs <= untilMs);
  const first = inTime[0];
  const certain = inTime.find(({ degree }) => degree !== 'probable');
  const before = heard.findLast(({ atMs }) => atMs < fromMs);
  return {
    fromMs,
    ...(first === undefined ? {} : { delayMs: first.atMs - fromMs }),
    ...(certain === undefined ? {} : { confirmedMs: certain.atMs - fromMs }),
    offeredBefore: first === undefined && before?.heard === 'person',
  };
}

function falseEpisodes(call: Call, heard: readonly Heard[]): Episode[] {
  const agentAt = (tMs: number) => call.agents.some(({ fromMs, toMs }) => tMs >= fromMs && tMs <= toMs);
  const episodes: Episode[] = [];
  let open: Heard[] = [];
  const close = (endMs: number) => {
    const [first] = open;
    const wrong = open.filter(({ atMs }) => !agentAt(atMs));
    if (first !== undefined && !agentAt(first.atMs) && !agentAt(first.sinceMs)) {
      const degree = wrong.some((one) => one.degree !== 'probable') ? 'confirmed' : 'probable';
      const { atMs, sinceMs, reason } = first;
      const agentMs = call.agents.find(({ fromMs }) => fromMs > atMs)?.fromMs ?? endMs;
      episodes.push({
        atMs,
        sinceMs,
        untilMs: Math.min(endMs, agentMs),
        reason,
        degree,
        ...causeOf(call, sinceMs, atMs),
      });
    }
    open = [];
  };
  for (const one of heard) {
    if (one.heard === 'person') open.push(one);
    else close(one.atMs);
  }
  close(call.handedOverMs ?? call.audio.length / 8);
  return episodes;
}

/** What was played while the evidence came in: a recording if there was one, else what there was most of. */
function causeOf(call: Call, sinceMs: number, atMs: number): { cause: Cause; segment: Segment | undefined } {
  const overlap = ({ fromMs, toMs }: Segment) => Math.min(toMs, atMs) - Math.max(fromMs, sinceMs);
  const most = (those: readonly Segment[]) => those.toSorted((one, other) => overlap(other) - overlap(one))[0];
  const there = call.segments.filter((segment) => overlap(segment) > 0);
  const recordings = there.filter((segment) => segment.known !== undefined && overlap(segment) >= CAUSED_BY_MS);
  const segment = most(recordings) ?? most(there);
  if (atMs < call.menuDoneMs) return { cause: 'menu', segment };
  if (segment?.known !== undefined)
    return { cause: segment.known ? 'known recording' : 'never-heard recording', segment };
  if (segment?.what === 'music') return { cause: 'music', segment };
  if (segment?.what === 'ringback' || segment?.what === 'busy') return { cause: 'ringback', segment };
  return { cause: 'silence', segment };
}
