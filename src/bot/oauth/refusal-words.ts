import type { Refusal } from '../../hunter/rights.js';

/** Why somebody may not connect or disconnect, for people. */
export function refusalWords(refusal: Refusal): string {
  return refusal === 'not-admin'
    ? 'Only admins can do this: a Slack admin, or somebody named in ADMIN_USERS. Ask one of them.'
    : 'Only members of this Slack workspace can do this; guests and people of other organisations cannot.';
}
