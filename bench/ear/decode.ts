import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { MissingError } from './packages.js';

const run = promisify(execFile);

/** Decodes a sound file to 8 kHz mono samples with ffmpeg, or with sox where there is no ffmpeg. */
export async function decode(file: string, work: string): Promise<Int16Array> {
  const raw = `${work}.s16`;
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['ffmpeg', ['-v', 'error', '-y', '-i', file, '-ac', '1', '-ar', '8000', '-f', 's16le', raw]],
    ['sox', ['-V1', file, '-r', '8000', '-c', '1', '-b', '16', '-e', 'signed-integer', '-t', 'raw', raw]],
  ];
  try {
    for (const [program, args] of ways) {
      try {
        await run(program, args);
        return samplesIn(readFileSync(raw));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  } finally {
    rmSync(raw, { force: true });
  }
  throw new MissingError(
    'The bench decodes its sounds with ffmpeg or sox: install one of them (apt-get install ffmpeg).',
  );
}

/** Little-endian 16-bit samples as numbers. */
export function samplesIn(bytes: Buffer): Int16Array {
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~1)));
}

/** The samples of a WAV file of 16-bit mono, however long: what its `data` chunk holds. */
export function wavSamples(bytes: Buffer): Int16Array {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'data') return samplesIn(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size & 1);
  }
  return new Int16Array(0);
}
