import type { HuntState } from '../hunter/state.js';
import type { Destination, Line, RingTarget } from '../hunter/words.js';
import { linesInUse } from './lines.js';
import { noteFault } from './note.js';
import { closedFault } from './opening-words.js';
import type { BotParts, HuntLimits } from './parts.js';

export const MAX_AGENTS = 5;
/** A person who repeats a start within this time means the same one. */
const SAME_START_MS = 3_600_000;

/** The fields of the form, by their block ids. */
type Field = 'destination' | 'lines' | 'agents' | 'ring' | 'note';
export type Faults = Partial<Record<Field, string>>;

/** A hunt somebody wants. */
export interface Wish {
  readonly requester: string;
  readonly channel: string;
  readonly destination: Destination;
  readonly lines: readonly Line[];
  readonly wanted: number;
  readonly ringTarget: RingTarget;
  readonly note: string;
  /** A person walks the menu and the bot learns it. */
  readonly lesson?: true;
}

/** How many lines may still be taken by a new hunt. */
export function linesLeft(limits: HuntLimits, open: readonly HuntState[]): number {
  return Math.max(0, Math.min(limits.maxLinesPerHunt, limits.maxLinesInAll - linesInUse(open).size));
}

function linesFault(lines: readonly Line[], wanted: number, limits: HuntLimits, open: readonly HuntState[]) {
  const inUse = linesInUse(open);
  const busy = lines.filter(({ id }) => inUse.has(id));
  if (lines.length === 0) return 'Choose at least one line to call from.';
  if (busy.length > 0) {
    return `In another hunt now: ${busy.map(({ extensionNumber }) => extensionNumber).join(', ')}. Leave them out.`;
  }
  if (lines.length > limits.maxLinesPerHunt) {
    return `A hunt may use at most ${limits.maxLinesPerHunt} lines; you chose ${lines.length}.`;
  }
  const left = linesLeft(limits, open);
  if (lines.length > left) {
    return `All hunts together may use ${limits.maxLinesInAll} lines; ${left} are left now.`;
  }
  return wanted > lines.length ? `${wanted} agents need at least ${wanted} lines.` : undefined;
}

/** Everything that speaks against a hunt now, each at its field. */
export function wishFaults(
  wish: Pick<Wish, 'destination' | 'lines' | 'wanted' | 'note'>,
  limits: HuntLimits,
  open: readonly HuntState[],
  now: number,
): Faults {
  const agents =
    Number.isInteger(wish.wanted) && wish.wanted >= 1 && wish.wanted <= MAX_AGENTS
      ? undefined
      : `Choose 1 to ${MAX_AGENTS} agents.`;
  const lines = linesFault(wish.lines, agents === undefined ? wish.wanted : 1, limits, open);
  const note = noteFault(wish.note);
  return {
    ...(wish.lines.length > 0 ? closedFault(wish.destination, wish.lines, now) : {}),
    ...(lines === undefined ? {} : { lines }),
    ...(agents === undefined ? {} : { agents }),
    ...(note === undefined ? {} : { note }),
  };
}

/**
 * Starts the hunt and shows its board. `key` names the person's act (a form, a command): Slack or a person repeating it does not
 * start a second hunt. False when it was a repetition.
 */
export async function startHunt(parts: BotParts, key: string, wish: Wish): Promise<boolean> {
  const { hunts, store, policy, keeper } = parts;
  const name = `slack:start:${key}`;
  if (!(await store.setIfAbsent(name, '1', SAME_START_MS))) return false;
  try {
    const { state } = await hunts.start({ ...wish, policy });
    keeper.show(state);
    return true;
  } catch (error) {
    // Nothing was started, so the person may try the same again.
    await store.delete(name).catch(() => undefined);
    throw error;
  }
}
