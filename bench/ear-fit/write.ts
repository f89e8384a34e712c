import type { RecurrentModel } from '../../src/ear/voice/recurrent.js';

/** The model as the source file that the ear compiles in; the formatter breaks its lines. */
export function sourceOf({ units, outputs, gates, out }: RecurrentModel, fittedTo: string): string {
  const list = (values: ArrayLike<number>) => `[${Array.from(values, short).join(', ')}]`;
  return `import type { RecurrentModel } from './recurrent.js';

/**
 * Fitted by gradient descent (bench/ear-fit) to ${fittedTo}.
 * Outputs: speech, music, noise.
 */
export const FRONT_END_MODEL: RecurrentModel = {
  units: ${units},
  outputs: ${outputs},
  gates: ${list(gates)},
  out: ${list(out)},
};
`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
