import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AUDIT_ACTS, type AuditEntry } from '../../../src/hunter/office/audit.js';
import { auditCsv } from '../../../src/hunter/office/audit-csv.js';

/** A simple RFC 4180 reader, so that the writer does not check itself. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
        if (text[at] === '"') at += 1;
        field += text[at];
      }
      at += 1;
    } else for (; text[at] !== ',' && text[at] !== '\r'; at += 1) field += text[at];
    row.push(field);
    if (text[at] === ',') at += 1;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[=+\-@'\t\r\n",a ]{0,12}$/),
  fc.constantFrom('=1+1', '@SUM(A1)', '-2', "'x", 'a "b", c', 'x\r\ny', '\tx'),
);
const entries: fc.Arbitrary<AuditEntry[]> = fc.array(
  fc.record(
    {
      at: fc.integer({ min: 0, max: 4e12 }),
      by: nasty,
      act: fc.constantFrom(...AUDIT_ACTS),
      outcome: fc.constantFrom('done', 'refused', 'failed'),
      ...{ hunt: nasty, about: nasty, why: nasty },
    },
    { requiredKeys: ['at', 'by', 'act', 'outcome'] },
  ),
);

it('what is written can be read back, and no cell is a formula', () => {
  fc.assert(
    fc.property(entries, (written) => {
      const [head, ...rows] = readCsv(auditCsv(written));
      expect(head).toEqual(['at', 'by', 'act', 'outcome', 'hunt', 'about', 'why']);
      for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      const plain = rows.map(([at, ...cells]) => [
        Date.parse(at ?? ''),
        ...cells.map((cell) => cell.replace(/^'/, '')),
      ]);
      const wanted = written.map(({ at, by, act, outcome, hunt = '', about = '', why = '' }) => [
        at,
        by,
        act,
        outcome,
        hunt,
        about,
        why,
      ]);
      expect(plain).toEqual(wanted);
    }),
  );
});

it('times are UTC', () => {
  const entry = {
    at: Date.UTC(2026, 4, 13, 15),
    by: 'U0DANA',
    act: 'pause',
    outcome: 'done',
    why: 'fire, drill',
  } as const;
  expect(auditCsv([entry])).toBe(
    'at,by,act,outcome,hunt,about,why\r\n2026-05-13T15:00:00.000Z,U0DANA,pause,done,,,"fire, drill"\r\n',
  );
});
