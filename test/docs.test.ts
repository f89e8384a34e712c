import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../support/package-root.js';

const root = packageRoot();
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).filter(isPage).map(inDocs)];
/** The folders of the repository that hold what the pages speak of. */
const FOLDERS = ['src', 'test', 'docs', 'sandbox', 'simulate', 'bench', 'scripts', 'support', '.ci'].filter((folder) =>
  existsSync(join(root, folder)),
);
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
);
const names = new Set(files.map((file) => basename(file)));

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, token = '']) => token);

  it('links only to pages and pictures that are there', () => {
    const linked = [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const missing = linked
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it('links only to headings that are there', () => {
    const links = [...prose.matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)].filter(([, link = '']) => !/^https?:/.test(link));
    const missing = links.filter(([, link = '', anchor = '']) => {
      const target = link === '' ? text : readFileSync(join(root, dirname(page), link), 'utf8');
      return !headingsOf(target).includes(anchor);
    });
    expect(missing.map(([whole]) => whole)).toEqual([]);
  });

  it('names only files and folders that are there', () => {
    const paths = quoted.filter((token) => FOLDERS.some((folder) => token.startsWith(`${folder}/`)));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
    const bare = quoted.filter((token) => /^[\w.-]+\.(?:ts|md)$/.test(token));
    expect(bare.filter((name) => !names.has(name) && !existsSync(join(root, name)))).toEqual([]);
  });

  it('names only commands and stories that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const commands = [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    const stories = [...text.matchAll(/--scenario ([\w-]+)/g)].map(([, name = '']) => name);
    expect(stories.filter((name) => name !== 'NAME' && !isThere(`sandbox/scenarios/${name}.ts`))).toEqual([]);
  });
});

it('the picture of the rooms shows every room, and no other', () => {
  const picture = readFileSync(join(root, 'docs/rooms.svg'), 'utf8');
  const shown = [...picture.matchAll(/class="r">([^<]+)</g)].map(([, name = '']) => name);
  const house = /^src\/(?:hunter|bot|ear|phone)\//;
  const sources = files.filter((file) => house.test(file) && file.endsWith('.ts'));
  const rooms = new Set(
    sources.map((file) => relative('src', dirname(file)).replace(/^[^/]+\/?(?:softphone\/(?=sip\/))?/, '')),
  );
  // The phone's softphone is drawn as a house; what lies in a house itself belongs to no room.
  for (const notARoom of ['', 'softphone', 'softphone/sip']) rooms.delete(notARoom);
  expect([...new Set(shown)].toSorted()).toEqual([...rooms, 'terms.ts'].toSorted());
});

function isPage(file: string): boolean {
  return file.endsWith('.md');
}

function inDocs(file: string): string {
  return join('docs', file);
}

/** A path as a page writes it: with or without its ending, and with `*` for any letters. */
function isThere(path: string): boolean {
  const plain = path.replace(/\/$/, '');
  const pattern = new RegExp(`^${plain.replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
  return files.some((file) => pattern.test(file)) || FOLDERS.includes(plain);
}

/** The anchors that GitHub makes of a page's headings. */
function headingsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase());
  return headings.map((title) => title.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'));
}
