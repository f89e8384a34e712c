import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CallNotes } from './hear-file.js';

/** The notes next to a WAV file are invalid; the message says why and what to do. */
export class CallNotesError extends Error {
  override readonly name = 'CallNotesError';
}

const time = (name: string) =>
  z
    .number({ error: `${name} must be a number of milliseconds` })
    .nonnegative({ error: `${name} must not be negative` });

const notes = z.object(
  {
    keys: z
      .array(
        z.object(
          {
            t_ms: time('t_ms of a key'),
            digit: z
              .union([z.string().regex(/^[0-9*#A-D]$/), z.int().min(0).max(9)])
              .meta({ note: 'only its time matters' }),
          },
          { error: 'a key must look like {"t_ms":4200,"digit":"1"}' },
        ),
        { error: 'keys must be a list' },
      )
      .nullish(),
    menu_done_ms: time('menu_done_ms').nullish(),
    handed_over_ms: time('handed_over_ms').nullish(),
  },
  { error: 'it must be an object' },
);

const EXAMPLE = '{"keys":[{"t_ms":4200,"digit":"1"}],"menu_done_ms":31000,"handed_over_ms":184000}';

/**
 * Reads what the bot would know about a call besides its sound, from the file next to its WAV: `call.json` (or
 * `call.wav.json`) for `call.wav`. Without such a file, nothing is known. Throws a `CallNotesError`.
 */
export function readCallNotes(wavFile: string): CallNotes {
  const file = [`${wavFile.replace(/\.wav$/i, '')}.json`, `${wavFile}.json`].find((each) => existsSync(each));
  if (file === undefined) return { keysAtMs: [] };
  try {
    return parseCallNotes(readFileSync(file, 'utf8'));
  } catch (error) {
    const found = error instanceof SyntaxError ? 'this is not JSON' : error instanceof Error ? error.message : '';
    throw new CallNotesError(`${file}: ${found}. It must look like ${EXAMPLE}. Correct the file or remove it.`);
  }
}

/** Parses the text of such a file. Throws an error whose message says what is wrong. */
export function parseCallNotes(text: string): CallNotes {
  const read = notes.safeParse(JSON.parse(text));
  if (!read.success) throw new Error([...new Set(read.error.issues.map(({ message }) => message))].join(', '));
  const { keys, menu_done_ms, handed_over_ms } = read.data;
  return {
    keysAtMs: (keys ?? []).map(({ t_ms }) => t_ms),
    ...(menu_done_ms == null ? {} : { menuDoneMs: menu_done_ms }),
    ...(handed_over_ms == null ? {} : { handedOverMs: handed_over_ms }),
  };
}
