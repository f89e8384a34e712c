import { z } from 'zod';
import { badJson, invalidParameter } from './api-error.js';

const text = z.string().min(1);

export const callOutBody = z.object({
  from: z.object({
    deviceId: text.optional(),
    extensionId: text.optional(),
    phoneNumber: text.optional(),
    extensionNumber: text.optional(),
  }),
  to: z.object({ phoneNumber: text.optional(), extensionNumber: text.optional() }),
  countryId: z.number().optional(),
});

export const transferBody = z.object({
  phoneNumber: text.optional(),
  extensionNumber: text.optional(),
  extensionId: text.optional(),
  voicemail: text.optional(),
  parkOrbit: text.optional(),
});

export const bridgeBody = z.object({ telephonySessionId: text, partyId: text });

/** The guide shows the bare form, the specification the nested one: both are taken. */
export const partyBody = z.union([
  z.object({ party: z.object({ muted: z.boolean().optional(), standAlone: z.boolean().optional() }) }),
  z.object({ muted: z.boolean().optional(), standAlone: z.boolean().optional() }).transform((party) => ({ party })),
]);

/** Reads a JSON body of a shape; CMN-103 when it is no JSON, CMN-101 naming the parameter that does not fit. */
export function read<T>(schema: z.ZodType<T>, raw: string): T {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    throw badJson();
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join('.');
  throw invalidParameter(path === undefined || path === '' ? 'body' : path);
}
