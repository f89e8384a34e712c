import { callableLines } from '../../hunter/office/callable-lines.js';
import type { Identity } from '../../hunter/office/links.js';
import { type Caller, type Pool, poolsOf, usableLines } from '../../hunter/office/rights.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Directory } from '../../hunter/ports/directory.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Line } from '../../hunter/terms.js';
import type { People } from '../people/people.js';
import { whyNoExtension } from '../people/ring-choices.js';
import type { Standings } from '../people/standing.js';
import { plainly } from '../slack/mrkdwn.js';

/** What is known about lines: from the directory, from people's settings, and from running hunts. */
export interface LineFacts {
  readonly directory: Directory;
  readonly pools: SharedValue<readonly Pool[]>;
  /** Ids of lines that are not for hunting. */
  readonly setAside: SharedValue<readonly string[]>;
  readonly openHunts: () => readonly HuntState[];
}

/** What finding out who is asking takes. */
export interface CallerNeeds {
  readonly standings: Pick<Standings, 'caller'>;
}

/** What explaining a missing line takes. */
export interface NoLineNeeds extends Pick<LineFacts, 'directory' | 'setAside'> {
  readonly people: Pick<People, 'identityNow'>;
}

/** The facts that decide which lines this person may use; a sentence if Slack can't be asked. */
export async function callerOf({ standings }: CallerNeeds, userId: string): Promise<Caller | string> {
  try {
    return await standings.caller(userId);
  } catch {
    return 'I couldn’t check with Slack who you are. Try again in a moment.';
  }
}

/** The lines this person may call from, in the order they are suggested: from pools, nobody's, their own, other people's. */
export function usableFor(needs: Pick<LineFacts, 'directory' | 'pools' | 'setAside'>, caller: Caller): readonly Line[] {
  const { directory, pools, setAside } = needs;
  const lines = usableLines(caller, callableLines(directory), pools.get(), new Set(setAside.get()));
  const pooled = new Set(poolsOf(caller, pools.get()).flatMap(({ lineIds }) => lineIds));
  const somebodys = new Set(directory.extensions().flatMap(({ id, email }) => (email === undefined ? [] : [id])));
  const rank = ({ id, extensionId }: Line): number => {
    if (pooled.has(id)) return 0;
    if (!somebodys.has(extensionId)) return 1;
    return extensionId === caller.extensionId ? 2 : 3;
  };
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

/** A pool's lines that can place calls, and those of them that no hunt is using. */
export function poolLines(
  { directory, setAside, openHunts }: Pick<LineFacts, 'directory' | 'setAside' | 'openHunts'>,
  { lineIds }: Pool,
): { readonly lines: readonly Line[]; readonly free: readonly Line[] } {
  const [wanted, aside, inUse] = [new Set(lineIds), new Set(setAside.get()), linesInUse(openHunts())];
  const lines = callableLines(directory).filter(({ id }) => wanted.has(id) && !aside.has(id));
  return { lines, free: lines.filter(({ id }) => !inUse.has(id)) };
}

/** A sentence that says why there is no line to call from, and what to do. `usable`: the lines they may use, free or not. */
export function noLineWords(
  { directory, setAside, people }: NoLineNeeds,
  caller: Caller,
  usable: readonly Line[],
): string {
  const problem = directory.problem();
  if (usable.length > 0 || caller.standing === 'admin')
    return `No line is free to call from. ${problem === undefined ? '`/irs-hunt lines` shows why.' : plainly(problem)}`;
  const askFor = 'Ask an admin to open a pool of lines to you (`/irs-hunt pools`).';
  const own = directory.extensions().find(({ id }) => id === caller.extensionId);
  if (own === undefined) return notYoursWords(people.identityNow(caller.userId), askFor);
  const aside = setAside.get().includes(own.line?.id ?? own.id);
  const why = aside ? 'It is set aside (not for hunting).' : plainly(own.cannotCall ?? '');
  return `You have no line to call from. Your own extension ${plainly(own.number)} cannot place calls. ${why} ${askFor}`;
}

/** Why their extension is unknown: each case has its own words and next step. */
function notYoursWords(identity: Identity | 'unknown', askFor: string): string {
  if (identity === 'unknown') return 'I couldn’t check with Slack which extension is yours. Try again in a moment.';
  if (identity.extension === undefined && identity.why !== 'no-match')
    return `You have no line to call from. ${whyNoExtension(identity)}`;
  return `You have no line to call from: no phone extension has your Slack e-mail address. ${askFor}`;
}
