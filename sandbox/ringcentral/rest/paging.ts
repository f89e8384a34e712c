import { invalidParameter } from './api-error.js';

const DEFAULT_PER_PAGE = 100;
const MOST_PER_PAGE = 1000;

/** A v1 list: `records` with `paging` and `navigation`; pages count from 1, items from 0, both ends included. */
export function page<T>(all: readonly T[], url: URL): Record<string, unknown> {
  const number = wanted(url, 'page', 1, Number.MAX_SAFE_INTEGER);
  const perPage = wanted(url, 'perPage', DEFAULT_PER_PAGE, MOST_PER_PAGE);
  const start = (number - 1) * perPage;
  const records = all.slice(start, start + perPage);
  const totalPages = Math.max(1, Math.ceil(all.length / perPage));
  const at = (to: number): { uri: string } => {
    const link = new URL(url);
    link.searchParams.set('page', String(to));
    link.searchParams.set('perPage', String(perPage));
    return { uri: link.href };
  };
  return {
    uri: url.href,
    records,
    paging: {
      page: number,
      perPage,
      ...(records.length === 0 ? {} : { pageStart: start, pageEnd: start + records.length - 1 }),
      totalPages,
      totalElements: all.length,
    },
    navigation: {
      firstPage: at(1),
      ...(number < totalPages ? { nextPage: at(number + 1) } : {}),
      ...(number > 1 ? { previousPage: at(number - 1) } : {}),
      lastPage: at(totalPages),
    },
  };
}

function wanted(url: URL, name: string, otherwise: number, most: number): number {
  const given = url.searchParams.get(name);
  if (given === null) return otherwise;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > most) throw invalidParameter(name, given);
  return value;
}
