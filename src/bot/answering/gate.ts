import { type Audit, type AuditAct, withoutNumbers } from '../../hunter/office/audit.js';
import { type Act, type Refusal, RIGHTS, type Standing, tieOf, whyNot } from '../../hunter/office/rights.js';
import type { HuntState } from '../../hunter/rules/state.js';
import { mention } from '../slack/mrkdwn.js';
import type { ListenerNeeds } from './guarded.js';

/** What an act is about. */
interface About {
  readonly state?: HuntState | undefined;
  readonly offerId?: string | undefined;
}

/** Stands before everything people do: asks the table of rights, and writes every refusal down. */
export interface Gate {
  /** Undefined when the person may; otherwise what to tell them. */
  refusal(act: Act, userId: string, about?: About): Promise<string | undefined>;
  /** Writes down that something was refused that the table of rights does not know of. */
  note(act: Act, userId: string, why: string, huntId?: string): void;
}

/** What a listener works with that asks first whether the person may. */
export interface GatedNeeds extends ListenerNeeds {
  readonly gate: Pick<Gate, 'refusal'>;
}

const AUDITED: Readonly<Record<Act, AuditAct>> = {
  help: 'other',
  'start-hunt': 'start-hunt',
  'see-hunts': 'other',
  'see-lines': 'other',
  'see-destinations': 'other',
  'say-who-i-am': 'link',
  connect: 'sign-in',
  disconnect: 'sign-in',
  'confirm-link': 'link',
  'connect-account': 'sign-in',
  'disconnect-account': 'sign-in',
  teach: 'teach',
  'sync-lines': 'lines',
  'set-line-aside': 'lines',
  'edit-pools': 'pool',
  'edit-destinations': 'destination',
  'edit-settings': 'settings',
  'pause-hunting': 'pause',
  'resume-hunting': 'resume',
  'see-audit': 'audit',
  'stop-hunt': 'stop-hunt',
  'drop-line': 'drop-line',
  'press-key': 'press-key',
  'choose-callback': 'choose-callback',
  'take-call': 'claim',
  'not-a-person': 'teach',
  'name-recording': 'teach',
  'tell-of-agent': 'teach',
  'teach-here': 'teach',
};

function words(refusal: Refusal, { state }: About): string {
  const requester = state === undefined ? 'whoever started it' : mention(state.requester);
  switch (refusal) {
    case 'outsider':
      return 'Only members of this workspace can use Hold Hunter, not guests or other organisations. Ask a member to do it for you.';
    case 'not-admin':
      return 'Only admins can do that: an admin of this workspace, or somebody named in ADMIN_USERS. Ask one of them.';
    case 'not-requester':
      return `This hunt is ${requester}’s: only they or an admin can do that. Ask one of them.`;
    case 'not-offered-yet':
      return `This call is offered to ${requester} first. If it is still open in a few seconds, everybody here can take it: press again then.`;
    case 'not-teacher':
      return `Only who teaches can use these: ${requester}. You can watch and learn.`;
  }
}

export function createGate(parts: {
  readonly standings: { of(userId: string): Promise<Standing> };
  readonly audit: Audit;
}): Gate {
  const { standings, audit } = parts;
  const note: Gate['note'] = (act, by, why, hunt) => {
    const entry = { by, act: AUDITED[act], outcome: 'refused', about: act, why: withoutNumbers(why) } as const;
    audit.record(hunt === undefined ? entry : { ...entry, hunt });
  };
  /** Undefined while nobody can tell. */
  const standingOf = async (userId: string, { state }: About): Promise<Standing | undefined> => {
    try {
      return await standings.of(userId);
    } catch {
      // Who a hunt was started for was a member then; an agent may be waiting for them now.
      return state?.requester === userId ? 'member' : undefined;
    }
  };
  return {
    note,
    async refusal(act, userId, about = {}) {
      if (RIGHTS[act] === 'anybody') return undefined;
      const standing = await standingOf(userId, about);
      if (standing === undefined) return 'Slack did not tell just now who you are. Try again in a moment.';
      const tie = about.state === undefined ? 'none' : tieOf(about.state, userId, about.offerId);
      const refusal = whyNot(act, standing, tie);
      if (refusal === undefined) return undefined;
      note(act, userId, refusal, about.state?.huntId);
      return words(refusal, about);
    },
  };
}
