import { hashOf } from './draw.js';
import type { Sound, SoundSource } from './sounds.js';

/** The ear may be tuned on one part of the material only; the other shows whether what was learned holds elsewhere. */
export type Part = 'tuning' | 'kept-out';

/** One professional voice of recordings, with the words and numbers it has. */
export interface Talent {
  readonly name: string;
  readonly prompts: readonly Sound[];
  readonly digits: readonly Sound[];
}

/** Someone who can be an agent. */
export interface Person {
  readonly name: string;
  readonly lines: readonly Sound[];
}

/** What the calls of one part are composed from. */
export interface Material {
  readonly sounds: SoundSource;
  readonly talents: readonly Talent[];
  readonly music: readonly Sound[];
  readonly actors: readonly Person[];
  readonly readers: readonly Person[];
}

/**
 * A person and a piece of music belong to one part as a whole; of a talent, who is rare, each recording for itself (and
 * with it what the other talents say in its place). The fits of `bench/ear-fit` keep to the same parts: even is theirs.
 */
export function partOf({ use, by, name }: Pick<Sound, 'use' | 'by' | 'name'>): Part {
  return hashOf(use === 'voice' ? by : name) % 2 === 0 ? 'tuning' : 'kept-out';
}

/** The half of all sounds that a part may use. */
export function materialOf(sounds: SoundSource & { readonly all: readonly Sound[] }, part: Part): Material {
  const mine = sounds.all.filter((sound) => partOf(sound) === part);
  const by = (use: Sound['use']) => {
    const found = new Map<string, Sound[]>();
    for (const sound of mine) if (sound.use === use) found.set(sound.by, [...(found.get(sound.by) ?? []), sound]);
    return found;
  };
  const digits = by('digit');
  const people = [...by('voice')].map(([name, lines]) => ({ name, lines }));
  return {
    sounds,
    talents: [...by('prompt')].map(([name, prompts]) => ({ name, prompts, digits: digits.get(name) ?? [] })),
    music: [...by('music').values()].flat(),
    actors: people.filter(({ name }) => name.startsWith('queen-')),
    readers: people.filter(({ name }) => !name.startsWith('queen-')),
  };
}
