import { type Audit, type AuditAct, withoutNumbers } from '../../hunter/office/audit.js';
import { type Act, type Refusal, RIGHTS, type Standing, tieOf, whyNot } from '../../hunter/office/rights.js';
import type { HuntState } from '../../hunter/rules/state.js';
import { mention } from '../slack/mrkdwn.js';
import type { ListenerNeeds } from './guarded.js';

/** The hunt or offer that an act concerns. */
interface About {
  readonly state?: HuntState | undefined;
  readonly offerId?: string | undefined;
}

/** Checks everything people do against the table of rights, and audits every refusal. */
export interface Gate {
  /** Undefined if the person may; otherwise what to tell them. */
  refusal(act: Act, userId: string, about?: About): Promise<string | undefined>;
  /** Audits a refusal that the table of rights does not cover. */
  note(act: Act, userId: string, why: string, huntId?: string): void;
}

/** What a listener with a rights check takes. */
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
  const requester = state === undefined ? 'the person who started it' : mention(state.requester);
  switch (refusal) {
    case 'outsider':
      return 'Only members of this workspace can use Hold Hunter, not guests or other organizations. Ask a member to do it for you.';
    case 'not-admin':
      return 'Only admins can do that: an admin of this workspace, or somebody listed in ADMIN_USERS. Ask one of them.';
    case 'not-requester':
      return `This hunt belongs to ${requester}: only they or an admin can do that. Ask one of them.`;
    case 'not-offered-yet':
      return `This call is offered to ${requester} first. If it is still open in a few seconds, anyone here can take it: press again then.`;
    case 'not-teacher':
      return `Only the teacher can use these: ${requester}. You can watch and learn.`;
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
  /** Undefined if Slack can't be asked. */
  const standingOf = async (userId: string, { state }: About): Promise<Standing | undefined> => {
    try {
      return await standings.of(userId);
    } catch {
      // The requester was a member when the hunt started, and an agent may be waiting for them now.
      return state?.requester === userId ? 'member' : undefined;
    }
  };
  return {
    note,
    async refusal(act, userId, about = {}) {
      if (RIGHTS[act] === 'anybody') return undefined;
      const standing = await standingOf(userId, about);
      if (standing === undefined) return 'I couldn’t check with Slack who you are. Try again in a moment.';
      const tie = about.state === undefined ? 'none' : tieOf(about.state, userId, about.offerId);
      const refusal = whyNot(act, standing, tie);
      if (refusal === undefined) return undefined;
      note(act, userId, refusal, about.state?.huntId);
      return words(refusal, about);
    },
  };
}
