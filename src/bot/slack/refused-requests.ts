import type { Audit } from '../../hunter/office/audit.js';

/** Forged requests must not fill the audit log. */
const ONE_ENTRY_EVERY_MS = 60_000;

/** Audits requests that did not come from Slack (unsigned, forged, replayed): the first at once, then one entry a minute with their count. */
export function createRefusedRequests(audit: Audit, now: () => number): () => void {
  let writtenAt = Number.NEGATIVE_INFINITY;
  let since = 0;
  return () => {
    since += 1;
    if (now() - writtenAt < ONE_ENTRY_EVERY_MS) return;
    const why = `not signed by Slack, or replayed (${since === 1 ? 'once' : `${since} times since the last entry`})`;
    audit.record({ by: 'nobody', act: 'other', outcome: 'refused', about: 'request', why });
    [writtenAt, since] = [now(), 0];
  };
}
