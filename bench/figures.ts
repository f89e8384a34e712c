/** The value below which the share `q` of the values lies (nearest rank); undefined for none. */
export function quantile(values: readonly number[], q: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

export const median = (values: readonly number[]): number | undefined => quantile(values, 0.5);

/** One row of the table. Without an aim a figure is only told. */
export interface Figure {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  /** The value should not be above this. */
  readonly aim?: number;
  /** How many measurements it is from. */
  readonly of: number;
  /** Counts tries that gave no measurement; when there are many, the figures beside it say nothing. */
  readonly inVain?: true;
}

export function figure(name: string, unit: string, value: number | undefined, of: number, aim?: number): Figure {
  const rounded = value === undefined || !Number.isFinite(value) ? null : Math.round(value * 100) / 100;
  return { name, value: rounded, unit, of, ...(aim === undefined ? {} : { aim }) };
}

/** How many of the tries gave no measurement. */
export const inVain = (name: string, count: number, tried: number): Figure => ({
  ...figure(name, '', count, tried, 0),
  inVain: true,
});

/** When more of the tries gave nothing, the figures are of something else than they say. */
const MOST_IN_VAIN = 0.1;

/**
 * Why these figures are no measurement, a sentence each; none when they are one. A missed aim is a result. A figure without a value is
 * none, and one beside too many failed tries looks like a result and says nothing.
 */
export function whyNoMeasurement(figures: readonly Figure[]): readonly string[] {
  if (figures.length === 0) return ['Nothing was measured.'];
  const empty = figures.filter(({ value, of }) => value === null || of === 0).map(({ name }) => name);
  const thin = figures.filter(({ value, of, inVain }) => inVain && value !== null && value > of * MOST_IN_VAIN);
  return [
    ...(empty.length === 0 ? [] : [`Not measured: ${empty.join('; ')}.`]),
    ...thin.map(({ name, value, of }) => `Too little was measured: ${name}: ${value} of ${of}.`),
  ];
}

/** Median and p95 of one kind of time. */
export function spread(
  name: string,
  values: readonly number[],
  aims: { median?: number; p95?: number } = {},
): Figure[] {
  return [
    figure(`${name}, median`, 'ms', median(values), values.length, aims.median),
    figure(`${name}, p95`, 'ms', quantile(values, 0.95), values.length, aims.p95),
  ];
}

/** A table for people: the aim beside the figure, and whether it is met. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim, of }) => [
    name,
    value === null ? '–' : `${value} ${unit}`,
    aim === undefined ? '' : `≤ ${aim} ${unit}`,
    aim === undefined ? '' : value === null ? 'NOT MEASURED' : value <= aim ? 'met' : 'NOT MET',
    `of ${of}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
