import type { Audit } from '../../hunter/office/audit.js';
import { callableLines } from '../../hunter/office/callable-lines.js';
import { USUAL_LINES } from '../../hunter/office/house-rules.js';
import { type Caller, poolsOf } from '../../hunter/office/rights.js';
import type { Line } from '../../hunter/terms.js';
import { plainly } from '../slack/mrkdwn.js';
import { type LineFacts, type NoLineNeeds, noLineWords, poolLines, usableFor } from './usable.js';

/** Prefix of a pool's value among the options of “Call from”. */
const POOL = 'pool:';

export function poolValue(poolId: string): string {
  return `${POOL}${poolId}`;
}

export interface ChosenLines {
  /** Ids of lines, and values of pools. */
  readonly values: readonly string[];
  /** How many agents. */
  readonly wanted: number;
  /** How many lines a new hunt may still use. */
  readonly left: number;
}

/** What reading a choice of lines takes. */
export interface ChosenNeeds extends LineFacts, NoLineNeeds {
  readonly audit: Pick<Audit, 'record'>;
}

/**
 * Turns a choice under “Call from” into lines: the lines chosen, plus free lines from the chosen pools up to the usual number.
 * Returns a sentence if the choice can't be used. Lines the person may not use are refused and audited: the list did not offer them.
 */
export function chosenLines(needs: ChosenNeeds, caller: Caller, chosen: ChosenLines): readonly Line[] | string {
  const { values } = chosen;
  const poolIds = values.filter((value) => value.startsWith(POOL)).map((value) => value.slice(POOL.length));
  const lineIds = values.filter((value) => !value.startsWith(POOL));
  const usable = usableFor(needs, caller);
  const known = new Map(callableLines(needs.directory).map((line) => [line.id, line]));
  const lines = lineIds.map((id) => known.get(id)).filter((line) => line !== undefined);
  if (lines.length < lineIds.length) return 'One of these lines can no longer place calls. Choose again.';
  const forbidden = lines.filter(({ id }) => !usable.some((line) => line.id === id));
  if (forbidden.length > 0) return refused(needs, caller, forbidden);
  if (usable.length === 0 && poolIds.length === 0) return noLineWords(needs, caller, usable);
  const pools = poolIds.map((id) => poolsOf(caller, needs.pools.get()).find((pool) => pool.id === id));
  const open = pools.filter((pool) => pool !== undefined);
  if (open.length < pools.length) {
    audit(needs, caller, `pool ${poolIds.join(', ')}`, 'a pool that is gone, or not open to them');
    return 'One of these pools is gone or no longer open to you. Choose again.';
  }
  return open.length === 0 ? lines : withPools(needs, lines, open, chosen);
}

function withPools(
  needs: ChosenNeeds,
  lines: readonly Line[],
  pools: ReturnType<typeof poolsOf>,
  { wanted, left }: ChosenLines,
): readonly Line[] | string {
  const chosen = new Map(lines.map((line) => [line.id, line]));
  const usual = Math.max(USUAL_LINES, wanted, lines.length + 1);
  const most = Math.min(usual, Math.max(left, lines.length));
  for (const pool of pools) {
    const { lines: all, free } = poolLines(needs, pool);
    if (free.length === 0) {
      const why = all.length === 0 ? 'None of its lines can place calls' : 'All its lines are in other hunts now';
      return `The pool ${pool.name} has no free line. ${why}. Choose another pool or choose lines.`;
    }
    for (const line of free) if (chosen.size < most) chosen.set(line.id, line);
  }
  return [...chosen.values()];
}

function refused(needs: ChosenNeeds, caller: Caller, lines: readonly Line[]): string {
  const numbers = lines.map(({ extensionNumber }) => extensionNumber).join(', ');
  const aside = new Set(needs.setAside.get());
  const isAside = lines.every(({ id }) => aside.has(id));
  audit(
    needs,
    caller,
    `extension ${numbers}`,
    isAside ? 'set aside' : 'not their own line, nor in a pool open to them',
  );
  return isAside
    ? `Set aside, not for hunting: ${plainly(numbers)}. Choose others.`
    : `You may not call from ${plainly(numbers)}. Choose lines from the list, or ask an admin to open a pool with these lines to you.`;
}

function audit(needs: ChosenNeeds, { userId }: Caller, about: string, why: string): void {
  needs.audit.record({ by: userId, act: 'start-hunt', outcome: 'refused', about, why });
}
