import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { LibraryFileError } from '../src/ear/library/library-file.js';

/** What to do about a library file that cannot be used. */
const ADVICE = {
  foreign: 'Name a file that npm run library -- export, or npm run ear with --library, has written.',
  'other-version': 'Use the Hold Hunter that wrote it, or export it again.',
  damaged: 'Take another copy of it, or export it again.',
} as const;

/** A library's trouble in words for people; other errors as they are. */
export function inWords(file: string, error: unknown): Error {
  if (error instanceof LibraryFileError) {
    return new Error(`${file} cannot be used: ${error.message}. ${ADVICE[error.found]}`, { cause: error });
  }
  if (error instanceof Error && 'code' in error) {
    return new Error(`${file} cannot be read (${error.message}): correct the path.`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Writes a file whole or not at all. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new Error(`${file} cannot be written (${(cause as Error).message}): name another file, or make its folder.`, {
      cause,
    });
  }
}
