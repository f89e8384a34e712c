import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../support/package-root.js';

/** Which house may import which. Every house may import itself, Node and packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'src/hunter': [],
  'src/store': ['src/hunter'],
  'src/phone': ['src/hunter'],
  'src/ear': ['src/hunter'],
  'src/bot': ['src/hunter'],
};

/** What the folders around the bot may use. The bot itself uses none of them. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = { sandbox: ['support'], support: ['src'] };

/**
 * The rooms of each house, lowest first, and which rooms of the same house each may import: only lower ones, so there is no circle. `.`
 * stands for the files in the house's own folder. docs/architecture.md has the picture.
 */
const ROOMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'src/hunter': {
    '.': '',
    base: '',
    rules: '.',
    record: '. base rules',
    ports: '. base rules record',
    office: '. base rules ports',
    run: '. base rules record ports office',
    destinations: '. base rules ports office run',
  },
  'src/ear': {
    signal: '',
    voice: 'signal',
    words: 'signal',
    library: 'signal voice',
    judge: 'signal voice library',
    worker: 'signal words library judge',
    offline: 'signal library worker',
  },
  'src/phone': {
    // The softphone speaks SIP and knows nothing of RingCentral's API but its table of refusals.
    'softphone/sip': '',
    'softphone/sip/message': 'softphone/sip',
    'softphone/sip/transport': 'softphone/sip softphone/sip/message',
    'softphone/sip/transaction': 'softphone/sip softphone/sip/message',
    'softphone/sip/media': 'softphone/sip',
    api: '',
    'softphone/sip/registration': 'softphone/sip softphone/sip/message softphone/sip/transaction api',
    'softphone/sip/dialog': 'softphone/sip softphone/sip/message softphone/sip/transaction softphone/sip/media api',
    'softphone/sip/calls':
      'softphone/sip softphone/sip/message softphone/sip/transaction softphone/sip/media softphone/sip/dialog',
    'softphone/sip/worker':
      'softphone/sip softphone/sip/message softphone/sip/transport softphone/sip/transaction softphone/sip/media softphone/sip/registration softphone/sip/dialog softphone/sip/calls api',
    softphone: 'softphone/sip softphone/sip/message softphone/sip/transport softphone/sip/worker api',
    speech: '',
    'sign-in': 'api',
    account: 'api sign-in softphone/sip',
    directory: 'api account',
    events: 'api sign-in account',
    watch: 'api account events softphone/sip',
    'call/ways': 'api account softphone softphone/sip',
    call: 'api account watch call/ways softphone softphone/sip',
    'hand-over': 'api account events speech call softphone softphone/sip',
    ring: 'api account events speech hand-over softphone softphone/sip',
    'take-up': 'api account call ring hand-over softphone softphone/sip',
    '.': 'api account events watch speech call ring hand-over take-up softphone softphone/sip',
  },
  'src/bot': {
    // Knows Slack and nothing of hunts.
    slack: '',
    answering: 'slack',
    people: 'slack answering',
    'sign-in': 'slack answering people',
    lines: 'slack answering people',
    pools: 'slack answering people lines',
    destinations: 'slack answering',
    board: 'slack answering people',
    'board/buttons': 'slack answering people board',
    start: 'slack answering people lines pools destinations board',
    admin: 'slack answering board',
    commands: 'slack answering people lines pools destinations start admin sign-in',
    home: 'slack answering people board start commands',
    '.': 'slack answering people lines pools destinations board board/buttons start admin commands home sign-in',
  },
};
/** A folder with more files than this no longer reads at a glance. */
const FILES_IN_A_FOLDER = 30;

const root = packageRoot();
const files = ['src', 'support', 'sandbox'].flatMap((folder) => sources(join(root, folder)));
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

  it('keep the bot and the sandbox apart: the sandbox uses only the parts of support that do not use the bot', () => {
    const wrong = edges().filter(([from, to]) => {
      const [part = '', target = ''] = [from, to].map((file) => file.split('/')[0]);
      return part !== target && !MAY_USE[part]?.includes(target);
    });
    expect(wrong.map(([from, to]) => `${from} imports ${to}`)).toEqual([]);
    const used = reachedFrom('sandbox').filter((file) => file.startsWith('src/'));
    expect(used).toEqual([]);
  });

  it('make no circle', () => {
    expect(circles()).toEqual([]);
  });
});

describe('rooms', () => {
  it('import only what the table says, and every room is in it', () => {
    const wrong = roomEdges().flatMap(({ house, room, target, files: [from, to] }) => {
      const allowed = ROOMS[house]?.[room]?.split(' ') ?? [];
      return allowed.includes(target) ? [] : [`${from} imports ${to}: ${room} may not import ${target}`];
    });
    expect(wrong).toEqual([]);
    const inTable = Object.entries(ROOMS).flatMap(([house, rooms]) =>
      Object.keys(rooms).map((room) => join(house, room)),
    );
    expect(inTable.toSorted()).toEqual(
      folders()
        .filter((folder) => houseOf(folder) !== undefined)
        .toSorted(),
    );
  });

  it('stand above all they import: no circle', () => {
    const upward = Object.entries(ROOMS).flatMap(([house, rooms]) => {
      const order = Object.keys(rooms);
      return order.flatMap((room, height) =>
        (rooms[room] ?? '')
          .split(' ')
          .filter((target) => target !== '' && order.indexOf(target) >= height)
          .map((target) => `${house}: ${room} → ${target}`),
      );
    });
    expect(upward).toEqual([]);
  });

  it('hold no more files than a person takes in at a glance', () => {
    const crowded = folders().filter((folder) => filesIn(folder) > FILES_IN_A_FOLDER);
    expect(crowded).toEqual([]);
  });
});

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

/** Every file that the files of a folder import, and what those import, types too. */
function reachedFrom(folder: string): readonly string[] {
  const reached = new Set(files.filter((file) => relative(root, file).startsWith(`${folder}/`)));
  for (const file of reached) for (const next of imports.get(file) ?? []) reached.add(next.file);
  return [...reached].map((file) => relative(root, file));
}

/** `src/hunter` of `src/hunter/rules/decide.ts`; `src` of `src/main.ts`. */
function partOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 2).join('/');
}

/** Every folder of `src` that holds files of its own. */
function folders(): readonly string[] {
  const all = files.map((file) => dirname(relative(root, file))).filter((folder) => folder.startsWith('src'));
  return [...new Set(all)];
}

function filesIn(folder: string): number {
  return files.filter((file) => dirname(relative(root, file)) === folder).length;
}

function houseOf(folder: string): string | undefined {
  return Object.keys(ROOMS).find((house) => folder === house || folder.startsWith(`${house}/`));
}

/** Imports from one room of a house into another, types too. */
function roomEdges() {
  return edges().flatMap((pair) => {
    const [from, to] = pair.map((file) => dirname(file));
    const house = from === undefined ? undefined : houseOf(from);
    if (from === undefined || to === undefined || house === undefined || houseOf(to) !== house || from === to)
      return [];
    const room = (folder: string): string => relative(house, folder) || '.';
    return [{ house, room: room(from), target: room(to), files: pair }];
  });
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
