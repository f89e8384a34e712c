/**
 * Hears calls that others recorded, in the order given, as calls to one destination:
 * `npm run -s ear -- FILE.wav… [--destination ID] [--library FILE] [--json]`
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type CallNotes, type DoorVerdict, hearCall } from '../src/ear/door.js';
import { readCallNotes } from '../src/ear/door-notes.js';
import { Library } from '../src/ear/library.js';
import { readWav } from '../src/phone/wav.js';

const USAGE = 'npm run -s ear -- FILE.wav… [--destination ID] [--library FILE] [--json]';

/** npm runs scripts in the repository's folder: paths are meant from where it was called. */
const FROM = process.env.npm_lifecycle_event === 'ear' ? (process.env.INIT_CWD ?? '.') : '.';

interface OutsideCall {
  readonly samples: Int16Array;
  readonly notes: CallNotes;
}

function read(file: string): OutsideCall {
  const path = resolve(FROM, file);
  return { samples: readWav(path, { name: 'A call', whole: true }), notes: readCallNotes(path) };
}

function problemOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function inWords(file: string, { t_ms, heard, degree, reason }: DoorVerdict): string {
  const what = degree === undefined ? heard : `${heard} (${degree})`;
  return `${file}  ${(t_ms / 1000).toFixed(1).padStart(7)} s  ${what.replace('_', ' ').padEnd(18)}  ${reason}`;
}

function options(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        destination: { type: 'string' },
        library: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}. Use: ${USAGE}`);
  }
}

/** Hears one call after the other; throws an error in words for people before the first is heard, if one cannot be. */
function main(argv: readonly string[]): void {
  const { values, positionals: files } = options(argv);
  if (files.length === 0) throw new Error(`No call to hear was named. Use: ${USAGE}`);
  // Looked at twice rather than kept: a slip in the last name shows at once, and hours of sound need no memory.
  const problems = files.flatMap((file) => problemOf(() => read(file)));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const library = new Library();
  for (const file of files) {
    const { samples, notes } = read(file);
    for (const verdict of hearCall(samples, notes, library)) {
      process.stdout.write(`${values.json ? JSON.stringify({ file, ...verdict }) : inWords(file, verdict)}\n`);
    }
  }
}

// Whoever reads along may stop reading (`| head`).
process.stdout.on('error', () => process.exit(0));
for (const problem of problemOf(() => main(process.argv.slice(2)))) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
