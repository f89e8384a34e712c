import { z } from 'zod';
import { LIMITS } from '../slack/limits.js';
import { LINE_FILTERS, LONGEST_SEARCH } from './line-list.js';

/** The action ids in lists of extensions and pools, which belong to no hunt. */
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

/** A list button's value: what the list shows, and the line or pool the button is for. */
export type ListValue = z.infer<typeof shape>;

/** Any input is safe; an unreadable value means the first page of everything. */
export function readListValue(text: string | undefined): ListValue {
  const start: ListValue = { filter: 'all', words: '', page: 0 };
  if (text === undefined || text.length > LIMITS.buttonValue) return start;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? start;
  } catch {
    return start;
  }
}
