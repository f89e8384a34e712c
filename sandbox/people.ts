import type { Person } from './world.js';

const NAMES = [
  'Dana Reyes',
  'Sam Ortiz',
  'Ana Lund',
  'Ben Okoro',
  'Cleo Marsh',
  'Dov Stern',
  'Eli Novak',
  'Fay Wong',
  'Gus Hale',
  'Hana Sato',
  'Ivo Petrov',
  'Jo Byrne',
  'Kim Adler',
  'Lev Roth',
  'Mia Costa',
  'Ned Frost',
  'Oda Brandt',
  'Pia Keller',
  'Quin Doyle',
  'Rae Singh',
] as const;

export const MOST_PEOPLE = NAMES.length;

/** The people of the practice firm: extensions 101, 102, … each with a desk phone. */
export function people(count: number): Person[] {
  return NAMES.slice(0, count).map((name, index) => {
    const first = name.split(' ')[0] ?? name;
    return {
      slackId: `U0${first.toUpperCase()}`,
      name,
      email: `${first.toLowerCase()}@example.com`,
      extensionId: String(400_100_101 + index),
      extensionNumber: String(101 + index),
      // The first one looks after the workspace, too.
      admin: index === 0,
    };
  });
}
