import { requesterIsBusy } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { Line } from '../terms.js';

/**
 * A person's standing in the workspace. Outsiders are guests, bots, deactivated or unknown users, and users of another
 * organization.
 */
export type Standing = 'admin' | 'member' | 'outsider';

/** A person's relation to a hunt. `offered`: an offer of the hunt is open to everybody by now. */
export type Tie = 'requester' | 'offered' | 'none';

/**
 * Who may: `anybody`; `members` of the workspace; `offered`, that is the requester, plus everybody once the offer is
 * open to all; the `requester`; the `teacher` of a lesson; `admins`. Admins have a requester's rights, except that they
 * teach only in their own lessons.
 */
type Rule = 'anybody' | 'members' | 'offered' | 'requester' | 'teacher' | 'admins';

/** Everything people can do, and who may do it. There is no other table. */
export const RIGHTS = {
  // Commands and forms
  help: 'anybody',
  'start-hunt': 'members',
  'see-hunts': 'members',
  'see-lines': 'members',
  'see-destinations': 'members',
  'say-who-i-am': 'members',
  connect: 'members',
  disconnect: 'members',
  'confirm-link': 'admins',
  'connect-account': 'admins',
  'disconnect-account': 'admins',
  teach: 'admins',
  'sync-lines': 'admins',
  'set-line-aside': 'admins',
  'edit-pools': 'admins',
  'edit-destinations': 'admins',
  'edit-settings': 'admins',
  'pause-hunting': 'admins',
  'resume-hunting': 'admins',
  'see-audit': 'admins',
  // Buttons of a hunt
  'stop-hunt': 'requester',
  'drop-line': 'requester',
  'press-key': 'requester',
  'choose-callback': 'requester',
  'take-call': 'offered',
  'not-a-person': 'offered',
  'name-recording': 'offered',
  'tell-of-agent': 'members',
  'teach-here': 'teacher',
} as const satisfies Readonly<Record<string, Rule>>;

export type Act = keyof typeof RIGHTS;

/** Why a person may not. */
export type Refusal = 'outsider' | 'not-admin' | 'not-requester' | 'not-offered-yet' | 'not-teacher';

/** Why a person may not do this; undefined when they may. */
export function whyNot(act: Act, standing: Standing, tie: Tie = 'none'): Refusal | undefined {
  const rule: Rule = RIGHTS[act];
  if (rule === 'anybody') return undefined;
  if (standing === 'outsider') return 'outsider';
  if (rule === 'members') return undefined;
  if (rule === 'teacher') return standing === 'admin' && tie === 'requester' ? undefined : 'not-teacher';
  if (standing === 'admin') return undefined;
  if (rule === 'admins') return 'not-admin';
  if (tie === 'requester') return undefined;
  if (rule === 'requester') return 'not-requester';
  return tie === 'offered' ? undefined : 'not-offered-yet';
}

/**
 * A person's relation to this hunt with regard to an offer. A taken or finished offer is open to all, since there is
 * nothing left to do but ask about it.
 */
export function tieOf(state: HuntState, userId: string, offerId?: string): Tie {
  if (state.requester === userId) return 'requester';
  const offer = state.offers.find(({ id }) => id === offerId);
  if (offer === undefined) return 'none';
  // The offer failed to reach someone's phone, or the requester is on another call: an agent is waiting for anybody who
  // can.
  const forAll = offer.widened || offer.claims.length > 0 || requesterIsBusy(state);
  return forAll || offer.status !== 'open' ? 'offered' : 'none';
}

/** A named set of lines, and who may use it besides the admins. */
export interface Pool {
  /** Lowercase letters, digits and hyphens. */
  readonly id: string;
  readonly name: string;
  readonly lineIds: readonly string[];
  /** Slack user ids. */
  readonly members: readonly string[];
  /** Ids of Slack user groups. */
  readonly groups: readonly string[];
}

/** What decides which lines a person may call from. */
export interface Caller {
  readonly userId: string;
  readonly standing: Standing;
  /** Their own extension. */
  readonly extensionId?: string | undefined;
  /** User groups they are in. */
  readonly groups: readonly string[];
}

/** The pools this person may call from. */
export function poolsOf(caller: Caller, pools: readonly Pool[]): readonly Pool[] {
  if (caller.standing === 'outsider') return [];
  if (caller.standing === 'admin') return pools;
  return pools.filter(
    ({ members, groups }) => members.includes(caller.userId) || groups.some((id) => caller.groups.includes(id)),
  );
}

/** The lines this person may call from. Admins: all but those set aside. Others: their own and those in their pools. */
export function usableLines(
  caller: Caller,
  lines: readonly Line[],
  pools: readonly Pool[],
  setAside: ReadonlySet<string>,
): readonly Line[] {
  if (caller.standing === 'outsider') return [];
  const fit = lines.filter(({ id }) => !setAside.has(id));
  if (caller.standing === 'admin') return fit;
  const open = new Set(poolsOf(caller, pools).flatMap(({ lineIds }) => lineIds));
  return fit.filter(({ id, extensionId }) => extensionId === caller.extensionId || open.has(id));
}
