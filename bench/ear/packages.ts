import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something the bench needs is not there; the message says what to do. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
}

/** Everything the bench fetches lies here and may be deleted at any time: `$BENCH_CACHE`, or a folder in the home. */
export const cacheFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  environment.BENCH_CACHE ?? join(homedir(), '.cache', 'hold-hunter', 'bench');

/**
 * The Debian packages the calls are composed from, newest name last where it changed between releases. All are free to
 * use and to share; none is part of this repository (docs/ear.md names their licenses).
 */
export const PACKAGES = {
  english: ['asterisk-core-sounds-en-wav'],
  spanish: ['asterisk-core-sounds-es-wav'],
  italian: ['asterisk-core-sounds-it-wav'],
  holdMusic: ['asterisk-moh-opsound-wav'],
  orchestral: ['wesnoth-1.16-music', 'wesnoth-1.18-music'],
  ambient: ['hyperrogue-music'],
  dialogue: ['flight-of-the-amazon-queen'],
  testSpeech: ['codec2-examples'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type PackageKey = keyof typeof PACKAGES;
/** Where each package lies unpacked. */
export type Packages = Readonly<Record<PackageKey, string>>;

/** Fetches and unpacks what is not there yet; needs no root and installs nothing. */
export async function fetchPackages(note: (line: string) => void): Promise<Packages> {
  const folders: Partial<Record<PackageKey, string>> = {};
  for (const key of Object.keys(PACKAGES) as PackageKey[]) folders[key] = await fetchPackage(PACKAGES[key], note);
  return folders as Packages;
}

/** Fetches one package, under the first of its names that there is; gives the folder it is unpacked in. */
export async function fetchPackage(names: readonly string[], note: (line: string) => void): Promise<string> {
  const home = join(cacheFolder(), 'packages');
  const there = names.map((name) => join(home, name)).find((folder) => existsSync(folder));
  if (there !== undefined) return there;
  let last: unknown;
  for (const name of names) {
    note(`fetching the Debian package ${name}`);
    const work = join(home, `${name}.part`);
    try {
      rmSync(work, { recursive: true, force: true });
      mkdirSync(work, { recursive: true });
      await run('apt-get', ['download', name], { cwd: work });
      const deb = readdirSync(work).find((file) => file.endsWith('.deb'));
      if (deb === undefined) throw new Error('apt-get said nothing, yet there is no .deb file');
      await run('dpkg-deb', ['-x', join(work, deb), join(work, 'root')]);
      renameSync(join(work, 'root'), join(home, name));
      return join(home, name);
    } catch (error) {
      last = error;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  throw new MissingError(whyNot(names, last));
}

function whyNot(names: readonly string[], error: unknown): string {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (missing) {
    return (
      'The bench takes its sounds from Debian packages and needs apt-get and dpkg-deb for it: run it on Debian or Ubuntu, or ' +
      `in a container of one. (Unpacked packages are looked for in ${join(cacheFolder(), 'packages')}.)`
    );
  }
  const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
  return (
    `The Debian package ${names.join(' or ')} cannot be fetched (${said}). Is the network there, and is “main” (and for ` +
    'Ubuntu “universe”) among the sources of apt? Try: apt-get update'
  );
}
