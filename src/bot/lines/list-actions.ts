import { z } from 'zod';
import { LIMITS } from '../slack/limits.js';
import { LINE_FILTERS, LONGEST_SEARCH } from './line-list.js';

/** The action ids of lists of extensions and pools, once; they are about no hunt. */
export const LIST_ACTIONS = {
  filter: 'lines-filter',
  previous: 'lines-previous',
  next: 'lines-next',
  aside: 'line-aside',
  back: 'line-back',
  lookAgain: 'line-look-again',
  newPool: 'pool-new',
  editPool: 'pool-edit',
  deletePool: 'pool-delete',
} as const;

const shape = z.object({
  filter: z.enum(LINE_FILTERS).catch('all'),
  words: z.string().max(LONGEST_SEARCH).catch(''),
  page: z.int().min(0).max(10_000).catch(0),
  /** Extension number. */
  line: z.string().max(40).optional(),
  pool: z.string().max(80).optional(),
});

/** What a button of a list is about: what the list shows, and which line or pool is meant. */
export type ListValue = z.infer<typeof shape>;

/** Anything may come in; what makes no sense is the first page of everything. */
export function readListValue(text: string | undefined): ListValue {
  const start: ListValue = { filter: 'all', words: '', page: 0 };
  if (text === undefined || text.length > LIMITS.buttonValue) return start;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? start;
  } catch {
    return start;
  }
}
