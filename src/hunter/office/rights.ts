import { requesterIsBusy } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import type { Line } from '../terms.js';

/** Who somebody is to the workspace. An outsider: a guest, a bot, of another organisation, deactivated, or unknown to it. */
export type Standing = 'admin' | 'member' | 'outsider';

/** What somebody is to a hunt. `offered`: an offer of it calls on everybody by now. */
export type Tie = 'requester' | 'offered' | 'none';

/**
 * Who may: `anybody`; `members` of the workspace; `offered`: the requester, and everybody once the offer calls on all; the
 * `requester`; the `teacher` of a lesson; `admins`. An admin may what a requester may, but teaches only lessons of their own.
 */
type Rule = 'anybody' | 'members' | 'offered' | 'requester' | 'teacher' | 'admins';

/** All that people can do, and who may do it. There is no other table. */
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

/** Why somebody may not. */
export type Refusal = 'outsider' | 'not-admin' | 'not-requester' | 'not-offered-yet' | 'not-teacher';

/** Undefined when they may. */
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

/** What the person is to this hunt, as far as an offer of it is concerned. One that is taken or over can only be asked about. */
export function tieOf(state: HuntState, userId: string, offerId?: string): Tie {
  if (state.requester === userId) return 'requester';
  const offer = state.offers.find(({ id }) => id === offerId);
  if (offer === undefined) return 'none';
  // Somebody's phone was tried in vain, or the requester cannot take this one too: an agent waits for whoever can.
  const forAll = offer.widened || offer.claims.length > 0 || requesterIsBusy(state);
  return forAll || offer.status !== 'open' ? 'offered' : 'none';
}

/** A named set of lines, and whom it is open to beside the admins. */
export interface Pool {
  /** Small letters, digits and hyphens. */
  readonly id: string;
  readonly name: string;
  readonly lineIds: readonly string[];
  /** Slack user ids. */
  readonly members: readonly string[];
  /** Ids of Slack user groups. */
  readonly groups: readonly string[];
}

/** What decides which lines somebody may call from. */
export interface Caller {
  readonly userId: string;
  readonly standing: Standing;
  /** Their own extension. */
  readonly extensionId?: string | undefined;
  /** User groups they are in. */
  readonly groups: readonly string[];
}

/** Pools this person may call from. */
export function poolsOf(caller: Caller, pools: readonly Pool[]): readonly Pool[] {
  if (caller.standing === 'outsider') return [];
  if (caller.standing === 'admin') return pools;
  return pools.filter(
    ({ members, groups }) => members.includes(caller.userId) || groups.some((id) => caller.groups.includes(id)),
  );
}

/** The lines among these that the person may call from: an admin all but those set aside, others their own and their pools'. */
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
