import { useEffect, useState } from 'react';
import { type Field, optionsOf } from '../forms.js';
import { isObject, type Json, objectsOf, wordsOf } from '../json.js';
import { usePage } from './page-context.js';
import { useCurrentSurface } from './surface.js';

const TYPING_MS = 120;

/** The options chosen in a select, whatever kind it is. */
export function chosenOf(value: unknown): readonly Json[] {
  return isObject(value) ? [value] : objectsOf(value);
}

/** What a select offers for the typed words; `waiting` while the bot is asked. */
export interface Offered {
  readonly options: readonly Json[];
  readonly words: string;
}

/** Options in place are searched here; those the bot knows are asked for while one types. */
export function useOffered(field: Field, open: boolean, typed: string, known?: readonly Json[]): Offered {
  const { act } = usePage();
  const { spot } = useCurrentSurface();
  const [answer, setAnswer] = useState<readonly Json[] | null>();
  const { element, blockId, actionId } = field;
  const isExternal = String(element.type).endsWith('external_select');
  const least = Number(element.min_query_length ?? 3);
  const asks = isExternal && open && typed.length >= least;
  const where = JSON.stringify(spot);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asks again for other words or another place, not for each new page
  useEffect(() => {
    if (!asks) return;
    let over = false;
    setAnswer(undefined);
    const timer = setTimeout(async () => {
      const told = await act({ kind: 'suggest', spot, blockId, actionId, typed });
      if (!over) setAnswer(told.options ?? null);
    }, TYPING_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asks, typed, where, blockId, actionId]);

  if (!isExternal) {
    const options = (known ?? optionsOf(element)).filter((option) =>
      wordsOf(option.text).toLowerCase().includes(typed.toLowerCase()),
    );
    return { options, words: options.length > 0 ? '' : 'No results' };
  }
  if (!asks) return { options: [], words: `Type ${least} or more characters` };
  if (answer === undefined) return { options: [], words: 'Loading…' };
  if (answer === null) return { options: [], words: 'The app did not answer. Type again to retry.' };
  return { options: answer, words: answer.length > 0 ? '' : 'No results' };
}
