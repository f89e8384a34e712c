import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A path in the source tree: compiled code runs from `build/`, where only JavaScript is. */
export function fromPackageRoot(...parts: string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the sandbox');
    folder = parent;
  }
  return join(folder, ...parts);
}
