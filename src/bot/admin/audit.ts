import type { KnownBlock } from '@slack/types';
import type { AuditEntry } from '../../hunter/office/audit.js';
import type { BotParts } from '../parts.js';
import { type AuditFilter, type AuditSpot, fits, readFilter, spanOf } from './audit-filter.js';
import { auditMessage } from './audit-message.js';

/** More than this is not looked at in one go; an export says when it met the limit. */
export const MOST_ENTRIES = 50_000;

/** The entries the filter is about, newest first. */
export async function auditEntries(
  { audit }: Pick<BotParts, 'audit'>,
  filter: AuditFilter,
  to: number,
): Promise<readonly AuditEntry[]> {
  await audit.flush();
  const read = await audit.read({ ...spanOf(filter, to), limit: MOST_ENTRIES });
  return read.filter((entry) => fits(entry, filter));
}

/** `/irs-hunt audit`: who did what, for admins. */
export async function audit(
  parts: BotParts,
  typed: string,
): Promise<{ readonly text: string; readonly blocks?: KnownBlock[] }> {
  const filter = readFilter(typed);
  if (typeof filter === 'string') return { text: filter };
  const spot: AuditSpot = { ...filter, to: parts.now(), from: 0 };
  return auditMessage(await auditEntries(parts, filter, spot.to), spot);
}
