import type { Model } from './network.js';

/** The model as the source file that the ear compiles in; the formatter breaks its lines. */
export function sourceOf(model: Model, fittedTo: string): string {
  const list = (values: readonly number[]) => `[${values.map(short).join(', ')}]`;
  const layer = (units: Model['hidden']) =>
    `[\n${units.map(({ bias, weights }) => `    { bias: ${short(bias)}, weights: ${list(weights)} },\n`).join('')}  ]`;
  return `/** One unit of the network. */
interface Unit {
  readonly bias: number;
  readonly weights: readonly number[];
}

/**
 * Fitted by gradient descent (bench/ear-fit) to ${fittedTo}.
 * Outputs: speech, music, noise.
 */
export const FRONT_END_MODEL: {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  readonly hidden: readonly Unit[];
  readonly output: readonly Unit[];
} = {
  means: ${list(model.means)},
  deviations: ${list(model.deviations)},
  hidden: ${layer(model.hidden)},
  output: ${layer(model.output)},
};
`;
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
