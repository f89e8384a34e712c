/** RingCentral allows a person, and so a line, five calls at once (reported by users of its softphone library, 2026). */
export const MOST_CALLS = 5;

/** The calls of one line: those a hunt placed, and those that ring a person (a taker, a listener, someone who is read a code). */
export interface CallsAtOnce {
  readonly hunted: number;
  readonly toPersons: number;
}

/**
 * Whether the line has room for one more call. For every hunt's call, the new one included, there must be room to ring a taker: reaching an
 * agent to whom nobody can be connected is worse than not calling.
 */
export function hasRoomFor(kind: keyof CallsAtOnce, { hunted, toPersons }: CallsAtOnce): boolean {
  const after = hunted + toPersons + 1;
  const keptFree = kind === 'hunted' ? hunted + 1 : 0;
  return after + keptFree <= MOST_CALLS;
}
