import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(file, 'utf8');

describe('the platform', () => {
  it('is one version of Node in the image, in the tests and for developers', () => {
    const [, version = ''] = /^FROM node:([\d.]+)-/m.exec(read('Dockerfile')) ?? [];
    const packages = JSON.parse(read('.ci/node-24/package.json')) as { optionalDependencies: Record<string, string> };
    expect(new Set(Object.values(packages.optionalDependencies))).toEqual(new Set([version]));
    expect(version.split('.')[0]).toBe(read('.nvmrc').trim());
  });

  it('is an image that cannot change unnoticed: every outer base is pinned by its digest', () => {
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];
    const stages = bases.map(([, , stage]) => stage);
    const outer = bases.flatMap(([, image = '']) => (stages.includes(image) ? [] : [image]));
    expect(outer).toHaveLength(1);
    expect(outer[0]).toMatch(/@sha256:[0-9a-f]{64}$/);
  });

  it('names no registry in the lockfiles, so that any machine installs from its own', () => {
    for (const file of ['package-lock.json', '.ci/node-24/package-lock.json'])
      expect(read(file), file).not.toContain('"resolved"');
  });
});
