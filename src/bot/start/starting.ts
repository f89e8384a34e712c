import type { Audit } from '../../hunter/office/audit.js';
import { type House, NotAdmitted } from '../../hunter/office/house.js';
import type { StartAsk, StartFault } from '../../hunter/office/house-rules.js';
import type { Store } from '../../hunter/ports/store.js';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import type { Destination, Line, Policy, RingTarget } from '../../hunter/terms.js';
import type { BoardWriter } from '../board/board-writer.js';
import { pauseWords } from '../board/hunt-texts.js';
import { plainly } from '../slack/mrkdwn.js';
import { noteFault } from './note.js';
import { closedFault } from './opening-texts.js';

export const MAX_AGENTS = 5;
/** The same start repeated within this time starts no second hunt. */
const SAME_START_MS = 3_600_000;

/** The form's fields, by block id. */
type Field = 'destination' | 'lines' | 'agents' | 'ring' | 'note';
export type Faults = Partial<Record<Field, string>>;

/** A hunt somebody asks for. */
export interface Wish {
  readonly requester: string;
  readonly channel: string;
  readonly destination: Destination;
  readonly lines: readonly Line[];
  readonly wanted: number;
  readonly ringTarget: RingTarget;
  readonly note: string;
  /** A lesson: a person goes through the menu and the bot learns it. */
  readonly lesson?: true;
}

/** What checking the workspace rules takes. */
export interface HouseNeeds {
  readonly house: House;
  readonly audit: Pick<Audit, 'record'>;
}

/** What starting a hunt takes. */
export interface StartingNeeds extends HouseNeeds {
  readonly hunts: Pick<Hunts, 'start' | 'open'>;
  readonly store: Pick<Store, 'setIfAbsent' | 'delete'>;
  readonly policy: Policy;
  readonly boards: Pick<BoardWriter, 'show'>;
}

/** Why these lines can't be used. The workspace rules decide how many there may be. */
function linesFault(lines: readonly Line[], wanted: number, open: readonly HuntState[]): string | undefined {
  const inUse = linesInUse(open);
  const busy = lines.filter(({ id }) => inUse.has(id));
  if (lines.length === 0) return 'Choose at least one line to call from.';
  if (busy.length > 0) {
    return `In another hunt now: ${busy.map(({ extensionNumber }) => extensionNumber).join(', ')}. Leave them out.`;
  }
  return wanted > lines.length ? `${wanted} agents need at least ${wanted} lines.` : undefined;
}

/** Why a hunt can't start now, apart from the workspace rules; by field. */
export function wishFaults(
  wish: Pick<Wish, 'destination' | 'lines' | 'wanted' | 'note'>,
  open: readonly HuntState[],
  now: number,
): Faults {
  const agents =
    Number.isInteger(wish.wanted) && wish.wanted >= 1 && wish.wanted <= MAX_AGENTS
      ? undefined
      : `Choose 1 to ${MAX_AGENTS} agents.`;
  const lines = linesFault(wish.lines, agents === undefined ? wish.wanted : 1, open);
  const note = noteFault(wish.note);
  return {
    ...(wish.lines.length > 0 ? closedFault(wish.destination, wish.lines, now) : {}),
    ...(lines === undefined ? {} : { lines }),
    ...(agents === undefined ? {} : { agents }),
    ...(note === undefined ? {} : { note }),
  };
}

function askOf({ requester, channel, lines }: Pick<Wish, 'requester' | 'channel' | 'lines'>): StartAsk {
  return { requester, channel, lineIds: lines.map(({ id }) => id) };
}

/** Why the workspace rules forbid a hunt now; a refusal is audited. */
export async function houseFault(
  needs: HouseNeeds,
  wish: Pick<Wish, 'requester' | 'channel' | 'destination' | 'lines' | 'lesson'>,
  open: readonly HuntState[],
): Promise<StartFault | undefined> {
  const fault = await needs.house.whyNot(askOf(wish), open);
  if (fault !== undefined) refused(needs, wish, fault);
  return fault;
}

/** The refusal as a form error. */
export function atField(fault: StartFault | undefined): Faults {
  if (fault === undefined) return {};
  return fault.about === 'lines' ? { lines: fault.why } : { destination: fault.why };
}

/** The refusal as a message that names who paused hunting, or where it is allowed. */
export function faultWords({ house }: Pick<HouseNeeds, 'house'>, { kind, why }: StartFault): string {
  const { paused, channels } = house.rules.get();
  if (kind === 'paused' && paused !== undefined)
    return `${pauseWords(paused)} Nothing new starts until an admin resumes.`;
  if (kind !== 'channel') return plainly(why);
  return `${plainly(why)} It is allowed in ${channels.map((id) => `<#${id}>`).join(', ')}.`;
}

function refused(
  { audit }: Pick<HouseNeeds, 'audit'>,
  wish: Pick<Wish, 'requester' | 'destination' | 'lesson'>,
  fault: StartFault,
): void {
  const act = wish.lesson === true ? 'teach' : 'start-hunt';
  audit.record({ by: wish.requester, act, outcome: 'refused', about: wish.destination.name, why: fault.why });
}

/**
 * Starts the hunt and shows its board. `key` names what the person did (a form, a command): if Slack or the person repeats it, no
 * second hunt starts. Returns what to tell the person if the workspace rules refuse it after all.
 */
export async function startHunt(needs: StartingNeeds, key: string, wish: Wish): Promise<string | undefined> {
  const { hunts, house, store, policy, boards } = needs;
  const name = `slack:start:${key}`;
  if (!(await store.setIfAbsent(name, '1', SAME_START_MS))) return undefined;
  try {
    const begin = () => hunts.start({ ...wish, policy });
    const { state } = await house.admit(askOf(wish), () => hunts.open(), begin);
    boards.show(state);
    return undefined;
  } catch (error) {
    // Nothing started, so the person may try again.
    await store.delete(name).catch(() => undefined);
    if (!(error instanceof NotAdmitted)) throw error;
    refused(needs, wish, error.fault);
    return faultWords(needs, error.fault);
  }
}
