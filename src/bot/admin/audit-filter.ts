import { z } from 'zod';
import type { AuditEntry } from '../../hunter/office/audit.js';

const LONGEST_DAYS = 3_650;
const USUAL_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

const shape = z.object({
  days: z.number().int().min(1).max(LONGEST_DAYS),
  person: z
    .string()
    .regex(/^[UW][A-Z0-9]{1,30}$/)
    .optional(),
  hunt: z.string().max(60).optional(),
  refused: z.literal(true).optional(),
});

/** Which entries to show: the last days, one person, one hunt, only refusals. */
export type AuditFilter = z.infer<typeof shape>;

const spot = shape.extend({ to: z.number(), from: z.number().int().min(0) });

/** A page of the result: entries up to the time `to`, starting at index `from`. */
export type AuditSpot = z.infer<typeof spot>;

/** Reads what was typed after `audit`. Returns a sentence for the person if it makes no sense. */
export function readFilter(typed: string): AuditFilter | string {
  const filter: AuditFilter = { days: USUAL_DAYS };
  for (const word of typed.split(/\s+/u).filter(Boolean)) {
    const person = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^[UW][A-Z0-9]{4,30}$/.exec(word)?.[0];
    const days = /^(\d{1,4})d?$/.exec(word)?.[1];
    if (person !== undefined) filter.person = person;
    else if (days !== undefined && Number(days) >= 1 && Number(days) <= LONGEST_DAYS) filter.days = Number(days);
    else if (/^refus(?:ed|als?)$/i.test(word)) filter.refused = true;
    else if (/^days?$/i.test(word)) continue;
    else if (/^(?=.*\d)[\w-]{5,60}$/.test(word)) filter.hunt = word;
    else return 'Type `/irs-hunt audit` with any of these: a person (`@Dana`), a hunt id, a number of days, `refused`.';
  }
  return filter;
}

/** The filter in words: “from the last 7 days, by @Dana, refusals only”. */
export function filterWords({ days, person, hunt, refused }: AuditFilter, mention: (userId: string) => string): string {
  const parts = [
    days === 1 ? 'from the last day' : `from the last ${days} days`,
    ...(person === undefined ? [] : [`by ${mention(person)}`]),
    ...(hunt === undefined ? [] : [`of hunt ${hunt}`]),
    ...(refused === undefined ? [] : ['refusals only']),
  ];
  return parts.join(', ');
}

export function fits({ by, hunt, outcome }: AuditEntry, filter: AuditFilter): boolean {
  if (filter.person !== undefined && by !== filter.person) return false;
  if (filter.hunt !== undefined && hunt !== filter.hunt) return false;
  return filter.refused === undefined || outcome === 'refused';
}

/** The time the filter covers, ending at `to` (epoch ms). */
export function spanOf({ days }: AuditFilter, to: number): { readonly from: number; readonly to: number } {
  return { from: to - days * DAY_MS, to };
}

/** Reads a button's value; undefined if it is not one of ours. */
export function readSpot(value: string | undefined): AuditSpot | undefined {
  try {
    return spot.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}
