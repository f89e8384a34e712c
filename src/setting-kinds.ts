import { z } from 'zod';

/** A non-empty text. */
export const text = (meaning: string, example: string) => z.string().trim().min(1).meta({ meaning, example });

/** A number with a unit, within a range. */
export const amount = (meaning: string, unit: string, fallback: number, [from, to]: readonly [number, number]) =>
  z.coerce
    .number({ error: `must be a number of ${unit}` })
    .min(from, `must be at least ${from} ${unit}`)
    .max(to, `must be at most ${to} ${unit}`)
    .default(fallback)
    .meta({ meaning: `${meaning} (${unit})`, example: String(fallback) });

/** A whole number, within a range. */
export const count = (meaning: string, unit: string, fallback: number, range: readonly [number, number]) =>
  amount(meaning, unit, fallback, range).refine(Number.isInteger, `must be a whole number of ${unit}`);

/** Some of the named ways, in the order to try them; all of them if not set. */
export const ways = <const T extends readonly [string, ...string[]]>(names: T, meaning: string) =>
  z
    .string()
    .default(names.join(','))
    .transform((list) => list.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(names, { error: `may name only ${names.join(', ')}, separated by commas` })).min(1))
    .meta({ meaning, example: names.join(',') });

/** Numbers by name, such as `lines=20,starts=100`; each name at most once, all optional. */
export const numbers = <T extends string>(
  names: readonly T[],
  { meaning, example, number }: { meaning: string; example: string; number: z.ZodType<number> },
) =>
  z
    .string()
    .default('')
    .transform((list, context): Partial<Record<T, number>> => {
      const found: Partial<Record<T, number>> = {};
      const refuse = (message: string) => context.issues.push({ code: 'custom', input: list, message });
      for (const pair of list.split(',').filter((each) => each.trim() !== '')) {
        const [given, value = '', ...more] = pair.split('=').map((part) => part.trim());
        const name = names.find((each) => each === given);
        const read = number.safeParse(value === '' || more.length > 0 ? undefined : Number(value));
        if (name === undefined) refuse(`must look like ${example} and may name only ${names.join(', ')}`);
        else if (!read.success) refuse(`must give ${name} ${read.error.issues[0]?.message}`);
        else if (found[name] !== undefined) refuse(`names ${name} twice`);
        else found[name] = read.data;
      }
      return found;
    })
    .meta({ meaning, example });
