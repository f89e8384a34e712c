import { resolve } from 'node:path';

/** npm runs scripts in the repository's folder: paths are meant from where it was called. */
export function pathFrom(script: string): (file: string) => string {
  const from = process.env.npm_lifecycle_event === script ? (process.env.INIT_CWD ?? '.') : '.';
  return (file) => resolve(from, file);
}

/** The message of what an act throws, if it does. */
export function problemOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Ends a command with its trouble on stderr and exit code 1. */
export function complain(problems: readonly string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
