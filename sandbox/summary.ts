import { type Heard, hungUpOn, pickupsToAudio, type RingChoices, ringsOf, silencesOf } from './at-the-phone.js';
import { type Evidence, happened, offersOf, takes } from './outcome.js';
import type { Outcome } from './scenario.js';
import type { RingCentralCounts } from './world.js';

/** The last line of a play: the figures people and tools read. */
export interface Summary {
  readonly summary: true;
  readonly scenario: string;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly expected: Outcome;
  readonly agent_to_offer_ms: number | null;
  readonly claim_to_transfer_ms: number | null;
  readonly claim_to_audio_ms: number | null;
  /** The longest of all talks. */
  readonly pickup_to_audio_ms: number | null;
  readonly calls_dialled: number;
  readonly calls_dropped: number;
  readonly calls_alive: number;
  readonly rest_requests: {
    readonly light: number;
    readonly medium: number;
    readonly heavy: number;
    readonly auth: number;
  };
  readonly rest_429: number;
  readonly rings: readonly RingChoices[];
  /** People who picked up for a claim and were cut off while the call with the agent was still there. */
  readonly hung_up_on_taker: number;
  readonly silence: readonly Heard[];
}

export function summarise(
  told: { readonly scenario: string; readonly seed: number; readonly outcome: Outcome; readonly expected: Outcome },
  evidence: Evidence,
  counts: RingCentralCounts,
): Summary {
  const { light, medium, heavy, auth } = counts.requests;
  const pickups = pickupsToAudio(evidence);
  return {
    summary: true,
    scenario: told.scenario,
    seed: told.seed,
    outcome: told.outcome,
    expected: told.expected,
    ...times(evidence),
    pickup_to_audio_ms: pickups.length === 0 ? null : Math.max(...pickups),
    calls_dialled: counts.callsDialled,
    calls_dropped: counts.callsDropped,
    calls_alive: evidence.callsAlive,
    rest_requests: { light, medium, heavy, auth },
    rest_429: counts.tooMany,
    rings: ringsOf(evidence),
    hung_up_on_taker: hungUpOn(evidence).length,
    silence: silencesOf(evidence),
  };
}

/** How quick a hunt was; null for what did not happen. */
export interface Times {
  readonly agent_to_offer_ms: number | null;
  readonly claim_to_transfer_ms: number | null;
  readonly claim_to_audio_ms: number | null;
}

/** The times of the first agent and the first claim that came to something. */
export function times(evidence: Evidence): Times {
  const offered = offersOf(evidence).find(({ spokeAt }) => spokeAt !== undefined);
  const clicks = takes(evidence);
  // A call inside the firm before anybody clicked is no hand-over: a teacher listens in.
  const request = happened(evidence, 'hand-over-request').find(({ t_ms }) => lastBefore(clicks, t_ms) !== undefined);
  const audio = happened(evidence, 'taker-agent-audio')[0];
  // With several hunts at once, only the clicks of people who got to talk count.
  const theirs = clicks.filter(({ person }) => person === audio?.person);
  return {
    agent_to_offer_ms: between(offered?.spokeAt, offered?.at),
    claim_to_transfer_ms: between(lastBefore(clicks, request?.t_ms), request?.t_ms),
    claim_to_audio_ms: between(lastBefore(theirs, audio?.t_ms), audio?.t_ms),
  };
}

function lastBefore(clicks: readonly { readonly t_ms: number }[], at: number | undefined): number | undefined {
  return at === undefined ? undefined : clicks.findLast((click) => click.t_ms <= at)?.t_ms;
}

function between(from: number | undefined, to: number | undefined): number | null {
  return from === undefined || to === undefined ? null : Math.round(to - from);
}
