import type { AuditEntry } from './audit.js';

const COLUMNS = ['at', 'by', 'act', 'outcome', 'hunt', 'about', 'why'] as const satisfies readonly (keyof AuditEntry)[];

/** What a spreadsheet would take for a formula, and the mark that keeps it from doing so. */
const FORMULA = /^[=+\-@\t\r\n']/;

/** The entries as CSV (RFC 4180) under a line of column names. Times are UTC, ISO 8601; a text that begins like a formula gets a `'` before it. */
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
