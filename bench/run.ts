import { availableParallelism, loadavg } from 'node:os';
import { type Figure, table, whyNoMeasurement } from './figures.js';

/** Measures one subject. `brief`: from a few samples, to see that it still measures. */
export type Measure = (note: (line: string) => void, brief: boolean) => Promise<readonly Figure[]>;

export interface RunOptions {
  readonly brief: boolean;
  readonly json: boolean;
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress, and why something is no measurement. */
  readonly note: (line: string) => void;
}

/**
 * Runs the parts one after the other and prints their figures. Resolves with the exit code: 0 when each part measured what it is for,
 * whether or not an aim was missed; 1 when one did not.
 */
export async function runParts(
  parts: Readonly<Record<string, Measure>>,
  { brief, json, print, note }: RunOptions,
): Promise<number> {
  const before = load();
  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    try {
      const found = await measure(note, brief);
      figures.push(...found);
      failures.push(...whyNoMeasurement(found).map((why) => `${name}: ${why}`));
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
    }
  }
  // Times of a machine with other work are no times of the bot.
  const loads = { cores: availableParallelism(), before, after: load() };
  if (json) print(JSON.stringify({ figures, load: loads, failures }));
  else {
    if (figures.length > 0) print(table(figures));
    print(`load of the machine (1 min): ${before} before, ${loads.after} after; ${loads.cores} cores`);
  }
  for (const failure of failures) note(`NO MEASUREMENT: ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

const load = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;

/** With what caused it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${reasonOf(error.cause)} (${error.message})`;
}
