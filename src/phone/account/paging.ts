import type { Group, Priority } from '../api/budget.js';
import { countOf, listOf, objectOf, textOf } from '../api/readers.js';
import type { Rest } from './rest.js';

const PER_PAGE = 1000;
/** A list longer than this is a mistake on the server's side. */
const MAX_PAGES = 50;

/** All records of a paged list. */
export async function readPages(
  rest: Rest,
  list: { readonly path: string; readonly group: Group; readonly priority: Priority; readonly doing: string },
): Promise<readonly unknown[]> {
  const records: unknown[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const reply = objectOf(await rest.send({ ...list, method: 'GET', query: { page, perPage: PER_PAGE } }));
    records.push(...listOf(reply.records));
    // v1 promises `navigation.nextPage`; v2 and some proxies leave it out and give a page count instead.
    const next = textOf(objectOf(objectOf(reply.navigation).nextPage).uri) !== undefined;
    const total = countOf(objectOf(reply.paging).totalPages) ?? 0;
    if (!next && page >= total) break;
    if (listOf(reply.records).length === 0) break;
  }
  return records;
}
