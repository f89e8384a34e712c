import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedLinks, identify, type Link, withLink } from '../../../src/hunter/office/links.js';
import type { Directory, Extension } from '../../../src/hunter/ports/directory.js';

const extension = fc.record({
  id: fc.constantFrom('1', '2', '3', '4'),
  email: fc.constantFrom(undefined, 'dana@example.com', ' Dana@Example.com', 'sam@example.com'),
  enabled: fc.boolean(),
  impersonal: fc.constantFrom(undefined, true as const),
});
const extensions = fc.uniqueArray(extension, { selector: ({ id }) => id }).map((all) =>
  all.map(
    ({ id, email, enabled, impersonal }): Extension => ({
      ...{ id, number: id, name: `Extension ${id}`, enabled },
      ...(email === undefined ? {} : { email }),
      ...(impersonal === undefined ? {} : { impersonal }),
    }),
  ),
);
const links = fc
  .array(fc.tuple(fc.constantFrom('U1', 'U2', 'U3'), fc.constantFrom('1', '2', '3', '9')))
  .map((pairs) =>
    pairs.reduce<readonly Link[]>(
      (all, [userId, extensionId]) => withLink(all, { userId, extensionId, how: 'code', by: userId, at: 0 }),
      [],
    ),
  );
const people = [
  { userId: 'U1', email: 'dana@example.com' },
  { userId: 'U2', email: 'sam@example.com' },
  { userId: 'U3', email: undefined },
];

describe('who is who', () => {
  it('never gives two people one extension, nor anyone an extension that is not in use', () => {
    fc.assert(
      fc.property(extensions, links, (all, known) => {
        const found = people
          .map((person) => identify(person, all, known).extension)
          .filter((each) => each !== undefined);
        expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
        expect(found.every(({ enabled }) => enabled)).toBe(true);
      }),
    );
  });

  it('a link wins over an address; an address counts only when exactly one person’s extension has it', () => {
    fc.assert(
      fc.property(extensions, links, (all, known) => {
        for (const person of people) {
          const identity = identify(person, all, known);
          const link = known.find(({ userId }) => userId === person.userId);
          const linked = all.find(({ id, enabled }) => id === link?.extensionId && enabled);
          if (linked !== undefined) expect(identity).toEqual({ extension: linked, how: link });
          else if (identity.extension !== undefined) {
            const same = all.filter(
              (each) =>
                each.enabled && !each.impersonal && each.email?.trim().toLowerCase() === person.email?.toLowerCase(),
            );
            expect(same).toEqual([identity.extension]);
          }
        }
      }),
    );
  });
});

describe('links', () => {
  const link: Link = { userId: 'U1', extensionId: '1', how: 'code', by: 'U1', at: 0 };
  const directory = (change: Partial<Directory>): Directory => ({
    extensions: () => [{ id: '2', number: '2', name: 'Two', enabled: true }],
    callQueues: () => [],
    numbers: () => [],
    refreshedAt: () => 1,
    problem: () => undefined,
    refresh: async () => undefined,
    progress: () => undefined,
    lastSync: () => undefined,
    lookAgain: async () => undefined,
    lookFirst: () => undefined,
    ...change,
  });
  const extensionOne = (enabled: boolean) => () => [{ id: '1', number: '1', name: 'One', enabled }];

  it('end when their extension is gone or not in use', () => {
    expect(endedLinks([link], directory({}))).toEqual([link]);
    expect(endedLinks([link], directory({ extensions: extensionOne(false) }))).toEqual([link]);
    expect(endedLinks([link], directory({ extensions: extensionOne(true) }))).toEqual([]);
  });

  it.each([
    ['has not been read completely', { refreshedAt: () => undefined }],
    ['could not be read just now', { problem: () => 'RingCentral does not answer.' }],
    ['came back empty', { extensions: () => [] }],
  ])('stay while the directory %s', (_, change) => {
    expect(endedLinks([link], directory(change))).toEqual([]);
  });
});
