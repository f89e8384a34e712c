import type { Pool } from '../../hunter/office/rights.js';
import type { Extension } from '../../hunter/ports/directory.js';

export const LINE_FILTERS = ['all', 'can', 'cannot', 'aside', 'in-use'] as const;
export type LineFilter = (typeof LINE_FILTERS)[number];

/** A search among the extensions. */
export interface LineQuery {
  readonly filter: LineFilter;
  /** Each word must appear in the number, the name, the phone number, the reason or a pool's name. */
  readonly words: string;
  /** From 0. */
  readonly page: number;
}

/** What the words after `/irs-hunt lines` ask for. */
export type LinesAsk =
  | { readonly kind: 'list'; readonly query: LineQuery }
  | { readonly kind: 'sync'; readonly everything: boolean }
  | { readonly kind: 'aside' | 'back'; readonly numbers: readonly string[] };

export const LONGEST_SEARCH = 80;

/** Reads what was typed after `/irs-hunt lines`. Anything but a verb or a filter is a search. */
export function parseLines(rest: string): LinesAsk {
  const words = rest.trim().split(/\s+/u).filter(Boolean);
  const [first = '', second = ''] = words.map((word) => word.toLowerCase());
  if (first === 'sync' && words.length <= 2 && (second === '' || second === 'all'))
    return { kind: 'sync', everything: second === 'all' };
  const numbers = words
    .slice(1)
    .flatMap((word) => word.split(','))
    .filter(Boolean);
  if (first === 'back' && numbers.length > 0) return { kind: 'back', numbers };
  if (first === 'aside' && numbers.length > 0 && numbers.every((number) => /^\d+$/.test(number)))
    return { kind: 'aside', numbers };
  const inUse = first === 'in' && second === 'use';
  const filter = inUse ? 'in-use' : LINE_FILTERS.find((each) => each === first);
  const left = filter === undefined ? words : words.slice(inUse ? 2 : 1);
  return { kind: 'list', query: { filter: filter ?? 'all', words: left.join(' ').slice(0, LONGEST_SEARCH), page: 0 } };
}

/** One row of the list. */
export interface LineRow {
  readonly extension: Extension;
  /** The id that pools and hunts use. */
  readonly lineId: string;
  readonly pools: readonly string[];
  readonly aside: boolean;
  readonly inUse: boolean;
}

export function lineRows(
  extensions: readonly Extension[],
  known: { readonly pools: readonly Pool[]; readonly setAside: readonly string[]; readonly inUse: ReadonlySet<string> },
): readonly LineRow[] {
  const aside = new Set(known.setAside);
  const pools = new Map<string, string[]>();
  for (const { name, lineIds } of known.pools)
    for (const id of lineIds) pools.set(id, [...(pools.get(id) ?? []), name]);
  return extensions.map((extension) => {
    const lineId = extension.line?.id ?? extension.id;
    return {
      extension,
      lineId,
      pools: pools.get(lineId) ?? [],
      aside: aside.has(lineId),
      inUse: known.inUse.has(lineId),
    };
  });
}

const FITS: Readonly<Record<LineFilter, (row: LineRow) => boolean>> = {
  all: () => true,
  can: ({ extension, aside }) => extension.line !== undefined && !aside,
  cannot: ({ extension }) => extension.line === undefined,
  aside: ({ aside }) => aside,
  'in-use': ({ inUse }) => inUse,
};

/** The matching rows in their order, with exact matches of the extension number first. */
export function findRows(rows: readonly LineRow[], { filter, words }: LineQuery): readonly LineRow[] {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = rows.filter((row) => FITS[filter](row) && wanted.every((word) => told(row).includes(word)));
  const isExact = ({ extension }: LineRow): boolean => wanted.includes(extension.number);
  return [...found.filter(isExact), ...found.filter((row) => !isExact(row))];
}

function told({ extension, pools }: LineRow): string {
  const { number, name, directNumber = '', cannotCall = '' } = extension;
  return [number, name, directNumber, cannotCall, ...pools].join(' ').toLowerCase();
}
