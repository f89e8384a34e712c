import type { Happening } from './story.js';
import type { SlackMessage } from './world.js';

/** All that is known at the end of a play; the judge sees nothing else, and nothing of the bot's inside. */
export interface Evidence {
  readonly happenings: readonly Happening[];
  readonly messages: readonly SlackMessage[];
  /** `ts` of the boards the hunts of this play live in. */
  readonly boards: readonly string[];
  readonly callsAlive: number;
}

/** An agent is offered, for the first time or again; “on the line soon” is a voice challenge, whose agent is still to come. */
export const OFFER_WORDS = /Agent on the line(?: again)?:/;
export const TAKE_LABEL = 'Take the call';

/** How a board says that its hunt runs, or how it ended. */
export type BoardWord = 'Hunting' | 'Connected' | 'Stopped' | 'Ended' | 'Taught';
const END_WORDS = ['Connected', 'Stopped', 'Ended', 'Taught'] as const;

/** The first of a board's words in the message's text; undefined for other messages. */
export function boardWord(message: Pick<SlackMessage, 'text'>): BoardWord | undefined {
  const words = [...END_WORDS, 'Hunting' as const];
  const places = words
    .map((word) => ({ word, at: message.text.indexOf(word) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  return places[0]?.word;
}

export const isOffer = (message: Pick<SlackMessage, 'text'>): boolean => OFFER_WORDS.test(message.text);

/** What the story says about it, in order. */
export type Told = Pick<Evidence, 'happenings'>;

export const happened = (evidence: Told, what: string): readonly Happening[] =>
  evidence.happenings.filter((each) => each.what === what);

/** Clicks on the offer's button. */
export const takes = (evidence: Told): readonly Happening[] =>
  happened(evidence, 'click').filter((click) => String(click.label).startsWith(TAKE_LABEL));

/** Calls on which an agent spoke and a taker and the agent heard each other; a taker joined to a recording is no talk. */
export function talksOf(evidence: Told): readonly unknown[] {
  const calls = (what: string): unknown[] =>
    evidence.happenings.flatMap((each) => (each.what === what ? [each.call] : []));
  const spoke = new Set(calls('agent-speaks'));
  return [...new Set(calls('taker-agent-audio'))].filter((call) => spoke.has(call));
}

/** An offer, and since when the agent spoke that it is about; without `spokeAt` somebody was called to a recording. */
export interface Offered {
  readonly at: number;
  readonly ts: unknown;
  readonly spokeAt?: number;
}

/** The offers that were announced, each with its agent: an offer names its line, the line's newest call is meant. */
export function offersOf(evidence: Told): readonly Offered[] {
  const before: Happening[] = [];
  return evidence.happenings.flatMap((each) => {
    before.push(each);
    if (each.what !== 'message' || !isOfferText(each.text)) return [];
    const line = /, on (\S+) /.exec(String(each.text))?.[1];
    const call = before.findLast((past) => past.what === 'call-dialled' && past.line === line)?.call;
    const spoke = before.find((past) => past.what === 'agent-speaks' && past.call === call);
    return [{ at: each.t_ms, ts: each.ts, ...(spoke === undefined ? {} : { spokeAt: spoke.t_ms }) }];
  });
}

const isOfferText = (text: unknown): boolean => typeof text === 'string' && OFFER_WORDS.test(text);
