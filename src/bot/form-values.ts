import { z } from 'zod';
import { FIELDS } from './form.js';

const option = z.object({ value: z.string().max(200) });
const state = z.record(z.string(), z.record(z.string(), z.unknown()));

/** What was filled in, still as text; what is missing or malformed is empty. */
export interface FormValues {
  readonly destination: string;
  readonly lines: readonly string[];
  readonly agents: number;
  readonly ring: string;
  readonly note: string;
}

function at(values: z.infer<typeof state>, field: string): unknown {
  return values[field]?.[field];
}

function selected(value: unknown): string {
  return z.object({ selected_option: option }).safeParse(value).data?.selected_option.value ?? '';
}

/** Reads a submitted form. Anything may come in; nothing here throws. */
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

/** The option chosen in a field whose block and action have one id; empty when there is none. */
export function selectedIn(submitted: unknown, field: string): string {
  return selected(at(state.safeParse(submitted).data ?? {}, field));
}

/** The text typed in such a field. */
export function typedIn(submitted: unknown, field: string): string {
  const typed = at(state.safeParse(submitted).data ?? {}, field);
  return z.object({ value: z.string().max(3_000) }).safeParse(typed).data?.value ?? '';
}

/** The channel the form was opened in; undefined when the form is not one of ours. */
export function readChannel(privateMetadata: string): string | undefined {
  try {
    return z.object({ channel: z.string().regex(/^[CGD][A-Z0-9]+$/) }).parse(JSON.parse(privateMetadata)).channel;
  } catch {
    return undefined;
  }
}
