import { happened, type Told, takes } from './outcome.js';
import type { Happening } from './story.js';

/** What people experienced at their phones in a play: how often they rang for a claim, who was hung up on, how long nothing was heard. */

/** The end of a call together with its phone is reported a moment later. */
const SAME_MOMENT_MS = 100;

/** How often somebody's phone rang. */
export interface RingChoices {
  /** Slack id. */
  readonly person: string;
  /** For whatever reason. */
  readonly times: number;
  /** For each claim that rang it, in turn. */
  readonly for_claims: readonly number[];
}

/** The longest time somebody heard nothing: an agent from the first word to the talk, a taker from the pick-up to the talk. */
export interface Heard {
  readonly who: 'agent' | 'taker';
  readonly call: string;
  readonly ms: number;
}

/** Everybody whose phone rang, in the order of the first ring. */
export function ringsOf(evidence: Told): readonly RingChoices[] {
  const rings = happened(evidence, 'phone-rings');
  const people = [...new Set(rings.map(({ person }) => String(person)))];
  return people.map((person) => {
    const theirs = rings.filter((ring) => ring.person === person);
    const claims = theirs.flatMap((ring) => claimOf(evidence, ring) ?? []);
    const times = [...new Set(claims)].map((claim) => claims.filter((each) => each === claim).length);
    return { person, times: theirs.length, for_claims: times };
  });
}

/** People who picked up for a claim and were then cut off while the agent (or anybody else on the call) was still there. */
export function hungUpOn(evidence: Told): readonly Happening[] {
  const quiet = happened(evidence, 'phone-quiet');
  return happened(evidence, 'phone-picked-up').flatMap((picked) => {
    if (claimOf(evidence, picked) === undefined) return [];
    const end = quiet.find(({ t_ms, person }) => t_ms >= picked.t_ms && person === picked.person);
    if (end === undefined || end.by !== 'service' || overBy(evidence, end)) return [];
    return [end];
  });
}

/** The silences of agents, and of people who picked up for a claim. */
export function silencesOf(evidence: Told): readonly Heard[] {
  return happened(evidence, 'heard-nothing').flatMap((each): Heard[] => {
    const who = each.who === 'agent' ? 'agent' : 'taker';
    if (who === 'taker' && claimOf(evidence, each) === undefined) return [];
    return [{ who, call: String(each.call), ms: Number(each.ms) }];
  });
}

/** From the pick-up until taker and agent heard each other, for each talk; in milliseconds. */
export function pickupsToAudio(evidence: Told): readonly number[] {
  const picked = happened(evidence, 'phone-picked-up');
  return happened(evidence, 'taker-agent-audio').flatMap(({ t_ms, person, heard_t_ms }) => {
    const pickUp = picked.findLast((each) => each.t_ms <= t_ms && each.person === person);
    return pickUp === undefined ? [] : [Math.max(0, Math.round(Number(heard_t_ms) - pickUp.t_ms))];
  });
}

/** What must happen to nobody in any story, in sentences: rung again for one claim, hung up on while an agent waits. */
export function unkindness(evidence: Told, ringsPerClaim: number): readonly string[] {
  const rung = ringsOf(evidence).flatMap(({ person, for_claims }) =>
    for_claims
      .filter((times) => times > ringsPerClaim)
      .map((times) => `the phone of ${person} rings at most ${ringsPerClaim} time(s) for one claim, not ${times}`),
  );
  const cut = hungUpOn(evidence).map(
    ({ person, call }) => `${String(person)}, who picked up, is not hung up on while ${String(call)} is still there`,
  );
  return [...rung, ...cut];
}

/**
 * The claim something at a phone was for: the person's own last click on an offer before it, or else anybody's (a queue rings phones of
 * people who clicked nothing). Undefined for what is about no call to the destination, or came before any claim.
 */
function claimOf({ happenings }: Told, { t_ms, person, call }: Happening): Happening | undefined {
  if (!happenings.some((each) => each.what === 'call-dialled' && each.call === call)) return undefined;
  const before = takes({ happenings }).filter((click) => click.t_ms <= t_ms);
  return before.findLast((click) => click.person === person) ?? before.at(-1);
}

function overBy({ happenings }: Told, { t_ms, call }: Happening): boolean {
  return happenings.some(
    (each) => each.what === 'call-over' && each.call === call && each.t_ms <= t_ms + SAME_MOMENT_MS,
  );
}
