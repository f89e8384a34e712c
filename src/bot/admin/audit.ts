import type { Audit, AuditEntry } from '../../hunter/office/audit.js';
import type { Command } from '../answering/command.js';
import { type AuditFilter, type AuditSpot, fits, readFilter, spanOf } from './audit-filter.js';
import { auditMessage } from './audit-message.js';

/** The most entries read at once; an export says when it hits this limit. */
export const MOST_ENTRIES = 50_000;

/** What reading the audit log takes. */
export interface AuditNeeds {
  readonly audit: Audit;
  readonly now: () => number;
}

/** The matching entries, newest first. */
export async function auditEntries(
  { audit }: Pick<AuditNeeds, 'audit'>,
  filter: AuditFilter,
  to: number,
): Promise<readonly AuditEntry[]> {
  await audit.flush();
  const read = await audit.read({ ...spanOf(filter, to), limit: MOST_ENTRIES });
  return read.filter((entry) => fits(entry, filter));
}

/** `/irs-hunt audit`: who did what, for admins. */
export const auditCommand: Command<AuditNeeds> = {
  verb: 'audit',
  act: 'see-audit',
  usage: ['`/irs-hunt audit [@person] [hunt id] [days] [refused]` (admins) shows who did what, and exports it.'],
  async run(needs, { rest }) {
    const filter = readFilter(rest);
    if (typeof filter === 'string') return filter;
    const spot: AuditSpot = { ...filter, to: needs.now(), from: 0 };
    return auditMessage(await auditEntries(needs, filter, spot.to), spot);
  },
};
