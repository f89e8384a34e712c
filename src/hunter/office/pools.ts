import type { Pool } from './rights.js';

export const LONGEST_POOL_NAME = 60;
export const MOST_LINES_IN_A_POOL = 100;

/** A pool as filled in on the form; `id` is set when an existing pool is edited. */
export interface PoolDraft extends Omit<Pool, 'id'> {
  readonly id?: string | undefined;
}

export type PoolField = 'name' | 'lines';

/** What is wrong with the draft, by field. */
export function poolFaults(pools: readonly Pool[], draft: PoolDraft): Partial<Record<PoolField, string>> {
  const name = tidy(draft.name);
  const same = pools.find((pool) => pool.id !== draft.id && pool.name.toLowerCase() === name.toLowerCase());
  const nameFault =
    draft.id !== undefined && !pools.some(({ id }) => id === draft.id)
      ? 'Someone else has deleted this pool. Close this form and make a new pool if you still need it.'
      : name === '' || name.length > LONGEST_POOL_NAME
        ? `Enter a name of at most ${LONGEST_POOL_NAME} characters.`
        : same && `There is already a pool named “${same.name}”. Choose another name.`;
  const lineFault =
    draft.lineIds.length === 0
      ? 'Choose at least one line.'
      : draft.lineIds.length > MOST_LINES_IN_A_POOL
        ? `A pool can hold at most ${MOST_LINES_IN_A_POOL} lines. Split it into two pools.`
        : undefined;
  return {
    ...(nameFault === undefined ? {} : { name: nameFault }),
    ...(lineFault === undefined ? {} : { lines: lineFault }),
  };
}

/** Adds or replaces a pool. */
export function withPool(pools: readonly Pool[], draft: PoolDraft): readonly Pool[] {
  const { name, lineIds, members, groups } = draft;
  const pool: Pool = {
    id: draft.id ?? freeId(pools, name),
    name: tidy(name),
    lineIds: [...new Set(lineIds)],
    members: [...new Set(members)],
    groups: [...new Set(groups)],
  };
  const known = pools.some(({ id }) => id === pool.id);
  return known ? pools.map((each) => (each.id === pool.id ? pool : each)) : [...pools, pool];
}

function tidy(name: string): string {
  return name.trim().replace(/\s+/gu, ' ');
}

/** An id made from the name, with a number added if another pool has it. */
function freeId(pools: readonly Pool[], name: string): string {
  const base =
    name
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'pool';
  const taken = new Set(pools.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
