import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRows, LINE_FILTERS, lineRows, parseLines } from '../../../src/bot/lines/line-list.js';
import { readListValue } from '../../../src/bot/lines/list-actions.js';
import { poolFaults, withPool } from '../../../src/hunter/office/pools.js';
import { type Caller, type Pool, poolsOf, usableLines } from '../../../src/hunter/office/rights.js';
import type { Extension } from '../../../src/hunter/ports/directory.js';

const word = fc.stringMatching(/^[A-Za-zé]{1,8}$/);
const extension = fc
  .record({ number: fc.integer({ min: 100, max: 999 }), name: word, can: fc.boolean() })
  .map(({ number, name, can }): Extension => {
    const known = { id: `x${number}`, number: String(number), name, enabled: true };
    const line = { id: known.id, extensionId: known.id, extensionNumber: known.number, name, deviceId: 'd' };
    return can ? { ...known, line: { ...line, number: `+1202555${number}0` } } : { ...known, cannotCall: 'Because.' };
  });
const extensions = fc.uniqueArray(extension, { selector: ({ id }) => id, maxLength: 40 });
const ids = fc.array(
  fc.integer({ min: 100, max: 999 }).map((number) => `x${number}`),
  { maxLength: 40 },
);
const pool = fc.record({
  id: word,
  name: word,
  lineIds: ids,
  members: fc.subarray(['U1', 'U2', 'U3']),
  groups: fc.subarray(['S1', 'S2']),
});
const pools = fc.uniqueArray(pool, { selector: ({ id }) => id, maxLength: 4 });

describe('what is typed after /irs-hunt lines', () => {
  it.each([
    ['', { kind: 'list', query: { filter: 'all', words: '', page: 0 } }],
    ['cannot', { kind: 'list', query: { filter: 'cannot', words: '', page: 0 } }],
    ['In Use dana', { kind: 'list', query: { filter: 'in-use', words: 'dana', page: 0 } }],
    ['aside', { kind: 'list', query: { filter: 'aside', words: '', page: 0 } }],
    ['aside 201 202', { kind: 'aside', numbers: ['201', '202'] }],
    ['aside 201,202', { kind: 'aside', numbers: ['201', '202'] }],
    ['aside dana', { kind: 'list', query: { filter: 'aside', words: 'dana', page: 0 } }],
    ['back 201', { kind: 'back', numbers: ['201'] }],
    ['back', { kind: 'list', query: { filter: 'all', words: 'back', page: 0 } }],
    ['SYNC', { kind: 'sync', everything: false }],
    ['sync all', { kind: 'sync', everything: true }],
    ['sync dana', { kind: 'list', query: { filter: 'all', words: 'sync dana', page: 0 } }],
    ['front desk', { kind: 'list', query: { filter: 'all', words: 'front desk', page: 0 } }],
  ])('%j', (rest, ask) => expect(parseLines(rest)).toEqual(ask));

  it('is read whatever it is, and so is the value of a button', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), fc.json(), (text, json) => {
        expect(['list', 'sync', 'aside', 'back']).toContain(parseLines(text).kind);
        for (const value of [readListValue(text), readListValue(json)]) {
          expect(LINE_FILTERS).toContain(value.filter);
          expect(value.page).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('the list of extensions', () => {
  it('finds each extension under exactly one of “can”, “cannot” and “aside” unless it cannot and is aside', () => {
    fc.assert(
      fc.property(extensions, ids, ids, pools, (all, setAside, used, known) => {
        const rows = lineRows(all, { pools: known, setAside, inUse: new Set(used) });
        const found = (filter: (typeof LINE_FILTERS)[number]) => findRows(rows, { filter, words: '', page: 0 });
        expect(found('all')).toHaveLength(all.length);
        expect(found('can').length + found('cannot').length + found('aside').length).toBe(
          all.length + rows.filter(({ aside, extension: { line } }) => aside && line === undefined).length,
        );
      }),
    );
  });

  it('finds every row by its number first, by any part of its name, and nothing that lacks a word', () => {
    fc.assert(
      fc.property(extensions, fc.nat(), word, (all, which, other) => {
        const rows = lineRows(all, { pools: [], setAside: [], inUse: new Set() });
        const one = rows[which % Math.max(1, rows.length)];
        if (one === undefined) return;
        const search = (words: string) => findRows(rows, { filter: 'all', words, page: 0 });
        expect(search(one.extension.number)[0]).toBe(one);
        expect(search(one.extension.name.slice(1).toUpperCase())).toContain(one);
        for (const row of search(other)) {
          const { number, name, cannotCall = '', line } = row.extension;
          expect(`${number} ${name} ${cannotCall} ${line?.number}`.toLowerCase()).toContain(other.toLowerCase());
        }
      }),
    );
  });
});

describe('the lines somebody may use', () => {
  const caller = fc.record<Caller>({
    userId: fc.constantFrom('U1', 'U2', 'U3', 'U4'),
    standing: fc.constantFrom('admin', 'member', 'outsider'),
    extensionId: fc.option(
      fc.integer({ min: 100, max: 999 }).map((number) => `x${number}`),
      { nil: undefined },
    ),
    groups: fc.subarray(['S1', 'S2', 'S3']),
  });

  it('are their own and those of pools open to them, never one that is set aside, and none for outsiders', () => {
    fc.assert(
      fc.property(extensions, caller, pools, ids, (all, who, known, setAside) => {
        const lines = all.flatMap(({ line }) => line ?? []);
        const usable = usableLines(who, lines, known, new Set(setAside));
        for (const line of lines) {
          const isOpen = known.some(
            ({ lineIds, members, groups }) =>
              lineIds.includes(line.id) &&
              (members.includes(who.userId) || groups.some((group) => who.groups.includes(group))),
          );
          const may = who.standing === 'admin' || isOpen || line.extensionId === who.extensionId;
          const expected = who.standing !== 'outsider' && may && !setAside.includes(line.id);
          expect(usable.includes(line)).toBe(expected);
        }
        if (who.standing === 'outsider') expect(poolsOf(who, known)).toEqual([]);
      }),
    );
  });
});

describe('pools', () => {
  it('have ids and names of their own, whatever is filled in and in whatever order', () => {
    const draft = fc.record({ name: fc.string({ minLength: 1, maxLength: 70 }), lineIds: ids });
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 12 }), (drafts) => {
        let known: readonly Pool[] = [];
        for (const { name, lineIds } of drafts) {
          const one = { name, lineIds, members: [], groups: [] };
          if (Object.keys(poolFaults(known, one)).length === 0) known = withPool(known, one);
        }
        expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
        expect(new Set(known.map(({ name }) => name.toLowerCase())).size).toBe(known.length);
        expect(known.every(({ id }) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id))).toBe(true);
      }),
    );
  });

  it('keep their id when they are renamed, and one that is gone is not edited back', () => {
    const [made] = withPool([], { name: 'Été 2026!', lineIds: ['x1', 'x1'], members: [], groups: [] });
    expect(made).toMatchObject({ id: 'ete-2026', lineIds: ['x1'] });
    const renamed = { ...(made as Pool), name: 'Winter' };
    expect(withPool([made as Pool], renamed)).toEqual([renamed]);
    expect(poolFaults([], renamed).name).toContain('has deleted this pool');
  });
});
