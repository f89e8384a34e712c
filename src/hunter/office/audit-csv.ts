import type { AuditEntry } from './audit.js';

const COLUMNS = ['at', 'by', 'act', 'outcome', 'hunt', 'about', 'why'] as const satisfies readonly (keyof AuditEntry)[];

/** Text that a spreadsheet would read as a formula, or the quote mark that prevents it. */
const FORMULA = /^[=+\-@\t\r\n']/;

/**
 * The entries as CSV (RFC 4180) with a header row. Times are UTC in ISO 8601; text that looks like a formula gets a
 * leading `'`.
 */
export function auditCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) =>
    COLUMNS.map((column) => (column === 'at' ? new Date(entry.at).toISOString() : field(entry[column] ?? ''))),
  );
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function field(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
