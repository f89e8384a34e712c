/**
 * Hears calls that others recorded, in the order given, as calls to one destination:
 * `npm run -s ear -- FILE.wav… [--destination ID] [--library FILE] [--json]`
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Library } from '../src/ear/library/library.js';
import { decodePart, encodePart } from '../src/ear/library/library-file.js';
import { addUp } from '../src/ear/library/library-part.js';
import { readCallNotes } from '../src/ear/offline/call-notes.js';
import { type CallNotes, type FileVerdict, hearCall } from '../src/ear/offline/hear-file.js';
import { readWav } from '../src/phone/speech/wav.js';
import { complain, messageOf, pathFrom, problemOf } from './command.js';
import { inWords, writeWhole } from './library-files.js';

const USAGE = 'npm run -s ear -- FILE.wav… [--destination ID] [--library FILE] [--json]';
const pathOf = pathFrom('ear');

interface OutsideCall {
  readonly samples: Int16Array;
  readonly notes: CallNotes;
}

function read(file: string): OutsideCall {
  const path = pathOf(file);
  return { samples: readWav(path, { name: 'A call', whole: true }), notes: readCallNotes(path) };
}

function told(file: string, { t_ms, heard, degree, reason }: FileVerdict): string {
  const what = degree === undefined ? heard : `${heard} (${degree})`;
  return `${file}  ${(t_ms / 1000).toFixed(1).padStart(7)} s  ${what.replace('_', ' ').padEnd(18)}  ${reason}`;
}

interface Known {
  readonly library: Library;
  readonly destination: string | undefined;
}

/** The library of a file, if there is one yet; it is of one destination. */
function open(file: string | undefined, destination: string | undefined): Known {
  const library = new Library();
  if (file === undefined || !existsSync(file)) return { library, destination };
  try {
    const kept = decodePart(readFileSync(file));
    for (const _ of library.takeIn(kept.part));
    if (destination !== undefined && kept.destination !== undefined && destination !== kept.destination) {
      throw new Error(
        `${file} is the library of ${kept.destination}, not of ${destination}: leave --destination out, or name another file.`,
      );
    }
    return { library, destination: destination ?? kept.destination };
  } catch (error) {
    throw inWords(file, error);
  }
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
    throw new Error(`${messageOf(error)}. Use: ${USAGE}`);
  }
}

/** Hears one call after the other; throws an error in words for people before the first is heard, if one cannot be. */
function main(argv: readonly string[]): void {
  const { values, positionals: files } = options(argv);
  if (files.length === 0) throw new Error(`No call to hear was named. Use: ${USAGE}`);
  const libraryFile = values.library === undefined ? undefined : pathOf(values.library);
  const { library, destination } = open(libraryFile, values.destination);
  // Looked at twice rather than kept: a slip in the last name shows at once, and hours of sound need no memory.
  const problems = files.flatMap((file) => problemOf(() => read(file)));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  for (const file of files) {
    const { samples, notes } = read(file);
    for (const verdict of hearCall(samples, notes, library)) {
      process.stdout.write(`${values.json ? JSON.stringify({ file, ...verdict }) : told(file, verdict)}\n`);
    }
  }
  if (libraryFile !== undefined) writeWhole(libraryFile, encodePart({ destination, part: addUp([library.whole()]) }));
}

// The reader may stop reading (`| head`).
process.stdout.on('error', () => process.exit(0));
const problems = problemOf(() => main(process.argv.slice(2)));
if (problems.length > 0) complain(problems);
