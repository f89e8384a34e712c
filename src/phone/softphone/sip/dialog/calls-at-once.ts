/** RingCentral lets a person, and so a line, be in five calls at once (told by its softphone library's users, 2026). */
export const MOST_CALLS = 5;

/** The calls of one line: those a hunt placed, and those that ring a person (a taker, who listens in, who is told a code). */
export interface CallsAtOnce {
  readonly hunted: number;
  readonly toPersons: number;
}

/**
 * Whether the line has room for one more. A hunt's call must leave each hunt's call of the line, itself too, a place to ring a taker: an agent
 * nobody can be brought to is worse than a call not made.
 */
export function hasRoomFor(kind: keyof CallsAtOnce, { hunted, toPersons }: CallsAtOnce): boolean {
  const after = hunted + toPersons + 1;
  const keptFree = kind === 'hunted' ? hunted + 1 : 0;
  return after + keptFree <= MOST_CALLS;
}
