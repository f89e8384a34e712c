import type { PlainTextOption } from '@slack/types';
import { type Caller, type Pool, poolsOf } from '../../hunter/office/rights.js';
import { poolValue } from '../lines/chosen-lines.js';
import { type LineFacts, poolLines } from '../lines/usable.js';
import { cut, LIMITS } from '../slack/limits.js';

/** How many of a pool's lines are free, gone or unusable. */
export function poolStateWords(needs: Omit<LineFacts, 'pools'>, pool: Pool): string {
  const { lines, free } = poolLines(needs, pool);
  const all = pool.lineIds.length;
  const known = new Set(needs.directory.extensions().map(({ id, line }) => line?.id ?? id));
  const gone = pool.lineIds.filter((id) => !known.has(id)).length;
  const cannot = all - lines.length - gone;
  const missing = [
    ...(gone > 0 ? [`${gone} ${gone === 1 ? 'is' : 'are'} gone`] : []),
    ...(cannot > 0 ? [`${cannot} cannot be used`] : []),
  ];
  return `${free.length} of ${all} ${all === 1 ? 'line' : 'lines'} free${missing.length === 0 ? '' : `; ${missing.join(', ')}`}`;
}

/** The pools this person may use, filtered by what was typed. */
export function poolOptions(needs: LineFacts, caller: Caller, typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase();
  return poolsOf(caller, needs.pools.get())
    .filter(({ name }) => `pool: ${name}`.toLowerCase().includes(wanted))
    .slice(0, LIMITS.options)
    .map((pool) => ({
      text: { type: 'plain_text', text: cut(`Pool: ${pool.name}`, LIMITS.optionText) },
      description: { type: 'plain_text', text: cut(poolStateWords(needs, pool), LIMITS.optionDescription) },
      value: poolValue(pool.id),
    }));
}
