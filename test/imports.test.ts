import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Which part of the house may import which; every part may import itself, Node and packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/hunter': [],
  'src/store': ['src/hunter'],
  'src/phone': ['src/hunter'],
  'src/ear': ['src/hunter'],
  'src/bot': ['src/hunter'],
};

const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
const files = ['src', 'sandbox'].flatMap((folder) => sources(join(root, folder)));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe('imports', () => {
  it('point inward: bot, phone, ear and store know only the hunter, the hunter knows none of them', () => {
    const wrong = edges().filter(([from, to]) => {
      const part = partOf(from);
      const allowed = MAY_IMPORT[part];
      const target = partOf(to);
      return allowed !== undefined && target !== part && !allowed.includes(target);
    });
    expect(wrong.map(([from, to]) => `${from} imports ${to}`)).toEqual([]);
  });

  it('keep the bot and the sandbox apart', () => {
    const wrong = edges().filter(([from, to]) => from.split('/')[0] !== to.split('/')[0]);
    expect(wrong.map(([from, to]) => `${from} imports ${to}`)).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles()).toEqual([]);
  });
});

function packageRoot(folder: string): string {
  return readdirSync(folder).includes('package.json') ? folder : packageRoot(dirname(folder));
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

interface Import {
  readonly file: string;
  readonly typeOnly: boolean;
}

/** The files of ours that a file imports, types too. */
function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/\b(?:import|export)(\s+type)?\b[^;'"]*?\(?'(\.[^']*)'/g);
  return [...statements].map(([, type, path = '']) => ({
    file: resolve(dirname(file), path).replace(/\.js$/, '.ts'),
    typeOnly: type !== undefined,
  }));
}

function edges(): readonly (readonly [string, string])[] {
  return [...imports].flatMap(([from, targets]) =>
    targets.map((to) => [relative(root, from), relative(root, to.file)] as const),
  );
}

/** `src/hunter` of `src/hunter/decide.ts`; `src` of `src/main.ts`. */
function partOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** Types are gone when the code runs, so they make no circle. */
function circles(): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].map((each) => relative(root, each)).join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) if (!next.typeOnly) visit(next.file, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}
