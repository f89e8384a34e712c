import { unkindness } from './at-the-phone.js';
import { boardWord, type Evidence, happened, offersOf, takes, talksOf } from './outcome.js';
import type { Outcome, Scenario } from './scenario.js';

/** Beside `Ended`: the hunt is over because the destination will call. */
const CALLS_BACK = 'calls back';

export interface Judgement {
  readonly outcome: Outcome;
  /** What was asked for beyond the outcome and was not so. */
  readonly missing: readonly string[];
}

/** How a play ended, in the words of its people. Whatever a scenario asks for, nobody may be rung twice for a claim or hung up on. */
export function judge(evidence: Evidence, asked: Pick<Scenario, 'talks' | 'checks' | 'ringsPerClaim'>): Judgement {
  const missing = [
    ...asked.checks.filter((check) => !check.holds(evidence)).map((check) => check.says),
    ...unkindness(evidence, asked.ringsPerClaim),
  ];
  const outcome = outcomeOf(evidence, asked.talks);
  return missing.length > 0 && outcome !== 'still-hunting' ? { outcome: 'not-as-told', missing } : { outcome, missing };
}

function outcomeOf(evidence: Evidence, talks: number): Outcome {
  const boards = evidence.boards.map((ts) => evidence.messages.find((message) => message.ts === ts));
  const words = boards.map((board) => (board === undefined ? undefined : boardWord(board)));
  if (words.length === 0) return 'failed';
  if (words.some((word) => word === undefined || word === 'Hunting')) return 'still-hunting';
  const talking = talksOf(evidence).length;
  if (words.every((word) => word === 'Connected')) return talking >= Math.max(1, talks) ? 'connected' : 'agent-lost';
  if (words.every((word) => word === 'Stopped')) return 'cancelled';
  const confirmed = happened(evidence, 'callback-confirmed').length;
  if (confirmed > 0 && boards.every((board) => board?.text.includes(CALLS_BACK))) return 'called-back';
  if (offersOf(evidence).length === 0) return 'ended';
  if (takes(evidence).length === 0) return 'nobody-took';
  return talking === 0 ? 'agent-lost' : 'ended';
}
