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
}

export function figure(name: string, unit: string, value: number | undefined, of: number, aim?: number): Figure {
  const rounded = value === undefined || !Number.isFinite(value) ? null : Math.round(value * 100) / 100;
  return { name, value: rounded, unit, of, ...(aim === undefined ? {} : { aim }) };
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
    aim === undefined ? '' : value !== null && value <= aim ? 'met' : 'NOT MET',
    `of ${of}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
