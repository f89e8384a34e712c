import { z } from 'zod';

export const option = z.object({ value: z.string().max(200) });
export const state = z.record(z.string(), z.record(z.string(), z.unknown()));

export function at(values: z.infer<typeof state>, field: string): unknown {
  return values[field]?.[field];
}

export function selected(value: unknown): string {
  return z.object({ selected_option: option }).safeParse(value).data?.selected_option.value ?? '';
}

/** The option chosen in a field whose block id and action id are the same; empty if none. */
export function selectedIn(submitted: unknown, field: string): string {
  return selected(at(state.safeParse(submitted).data ?? {}, field));
}

/** The text typed into such a field. */
export function typedIn(submitted: unknown, field: string): string {
  const typed = at(state.safeParse(submitted).data ?? {}, field);
  return z.object({ value: z.string().max(3_000) }).safeParse(typed).data?.value ?? '';
}

/** The channel the form was opened in; undefined if the form is not one of ours. */
export function readChannel(privateMetadata: string): string | undefined {
  try {
    return z.object({ channel: z.string().regex(/^[CGD][A-Z0-9]+$/) }).parse(JSON.parse(privateMetadata)).channel;
  } catch {
    return undefined;
  }
}
