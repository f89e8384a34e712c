import type { AuditAct } from '../hunter/audit.js';
import { type Act, type Refusal, whyNot } from '../hunter/rights.js';
import type { BotParts } from './parts.js';

/** The acts of this file's callers, as the audit calls them. */
const AUDITED = {
  'edit-destinations': 'destination',
  'edit-settings': 'settings',
  'pause-hunting': 'pause',
  'resume-hunting': 'resume',
  'see-audit': 'audit',
} as const satisfies Partial<Record<Act, AuditAct>>;

const WORDS: Readonly<Record<Refusal, string>> = {
  outsider: 'Only members of this workspace may do this.',
  'not-admin': 'Only admins may do this: a Slack admin, or somebody named in ADMIN_USERS. Ask one of them.',
  'not-requester': 'Only who asked for the hunt, or an admin, may do this.',
  'not-offered-yet': 'It is not offered to you yet.',
  'not-teacher': 'Only the teacher of the lesson may do this.',
};

/** A sentence for who may not do this, and a line in the audit; undefined when they may. */
export async function refusalOf(
  { standings, audit }: Pick<BotParts, 'standings' | 'audit'>,
  user: string,
  act: keyof typeof AUDITED,
): Promise<string | undefined> {
  const refusal = whyNot(act, await standings.of(user));
  if (refusal === undefined) return undefined;
  audit.record({ by: user, act: AUDITED[act], outcome: 'refused', why: refusal });
  return WORDS[refusal];
}
