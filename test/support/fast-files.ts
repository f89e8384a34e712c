import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Anything that opens a socket, a thread, a process or a browser. */
const OPENERS: ReadonlySet<string> = new Set([
  ...['node:net', 'node:tls', 'node:http', 'node:https', 'node:dgram', 'node:worker_threads', 'node:child_process'],
  ...['ws', 'ioredis', 'bullmq', 'playwright-core'],
]);

/**
 * The compiled tests below a folder, split by a rule that maintains itself: a test is fast when nothing it imports, directly or indirectly,
 * can open anything. Whatever slips through fails while it runs, see `nothing-opens.ts`.
 */
export function testFiles(folder: string): { readonly fast: readonly string[]; readonly whole: readonly string[] } {
  const imports = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const known = imports.get(file) ?? specifiers(file);
    imports.set(file, known);
    return known;
  };
  const opens = (test: string): boolean => {
    const reached = new Set([test]);
    for (const file of reached)
      for (const each of importsOf(file)) {
        if (OPENERS.has(each)) return true;
        if (each.startsWith('.')) reached.add(resolve(dirname(file), each));
      }
    return false;
  };
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => join(folder, file));
  return { fast: all.filter((file) => !opens(resolve(file))), whole: all.filter((file) => opens(resolve(file))) };
}

/** What a compiled file imports; types are gone by then. */
function specifiers(file: string): readonly string[] {
  const statements = readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;'"]*?['"]([^'"]+)['"]/gm);
  return [...statements].map(([, path = '']) => path);
}
