import { z } from 'zod';
import { at, option, selected, state } from '../slack/view-values.js';
import { FIELDS } from './form.js';

/** What was filled in, still as text. Missing or malformed values are empty. */
export interface FormValues {
  readonly destination: string;
  readonly lines: readonly string[];
  readonly agents: number;
  readonly ring: string;
  readonly note: string;
}

/** Reads a submitted form. Any input is safe; this never throws. */
export function readForm(submitted: unknown): FormValues {
  const values = state.safeParse(submitted).data ?? {};
  const lines = z.object({ selected_options: z.array(option).max(100) }).safeParse(at(values, FIELDS.lines)).data;
  const note = z.object({ value: z.string().max(3_000) }).safeParse(at(values, FIELDS.note)).data;
  const agents = selected(at(values, FIELDS.agents));
  return {
    destination: selected(at(values, FIELDS.destination)),
    lines: [...new Set((lines?.selected_options ?? []).map(({ value }) => value))],
    agents: /^\d$/.test(agents) ? Number(agents) : 0,
    ring: selected(at(values, FIELDS.ring)),
    note: (note?.value ?? '').replace(/\s+/gu, ' ').trim(),
  };
}
