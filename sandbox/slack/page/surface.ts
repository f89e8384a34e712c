import { createContext, useContext, useState } from 'react';
import { type Field, type Values, valueKey, valuesOf, withValue } from '../forms.js';
import type { Json } from '../json.js';
import type { Spot } from '../page-protocol.js';
import { usePage } from './page-context.js';

/** A message or view with elements that act: their values, and what happens on a press or change. */
export interface Surface {
  readonly spot: Spot;
  readonly values: Values;
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>;
  readonly change: (field: Field, value: unknown, dispatch?: boolean) => void;
  readonly press: (blockId: string, element: Json, chosen: Json) => Promise<void>;
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

/** The surface that we are in. */
export function useCurrentSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (!surface) throw new Error('outside of a message or view');
  return surface;
}

/** Keeps what the person filled in while the bot changes the blocks under it. */
export function useSurface(
  spot: Spot,
  blocks: readonly Json[],
  errors: Readonly<Record<string, string>> = {},
  onChange: (blockId: string) => void = () => undefined,
): Surface {
  const { act } = usePage();
  const [kept, setKept] = useState<Values>({});
  const values = valuesOf(blocks, kept);
  return {
    spot,
    values,
    errors,
    change: (field, value, dispatch = field.dispatches) => {
      onChange(field.blockId);
      setKept((old) => withValue(old, field, value));
      if (!dispatch) return;
      const chosen = { [valueKey(field.element)]: value };
      const next = withValue(values, field, value);
      void act({ kind: 'click', spot, blockId: field.blockId, element: field.element, chosen, values: next });
    },
    press: async (blockId, element, chosen) => {
      await act({ kind: 'click', spot, blockId, element, chosen, values });
    },
  };
}
