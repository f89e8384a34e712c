import type { Happening } from '../story.js';
import { type CallLife, callLives, type HuntLife, huntLives, huntOf } from './lives.js';
import { fateOf, type Stop, stopsOf } from './places.js';

/** A call may stand this long after its hunt is over. */
const LEFT_OVER_AFTER_MS = 60_000;
/** An agent who is not answered for this long is left in silence. */
const SILENCE_MS = 8_000;

export interface Places {
  /** Processes that went. */
  readonly stops: number;
  /** Calls on hold in them. */
  readonly held: number;
  readonly kept: number;
  /** Could not be judged: the hunt was over, or the next disaster came, before anybody could take them over. */
  readonly open: number;
  /** Agents who spoke while nobody could hear, and were not noticed when the call was back; a sentence each. */
  readonly unheard: readonly string[];
  /** One sentence each. */
  readonly lost: readonly string[];
}

/** All that a run came to, from what the world saw; sentences name what was wrong. */
export interface Verdict {
  readonly asked: number;
  readonly begun: number;
  readonly ended: number;
  readonly connected: number;
  /** Their boards say “Connected”, yet no taker and agent heard each other: nobody came, or the taker got a recording. */
  readonly connectedInWord: readonly string[];
  readonly notEnded: readonly string[];
  readonly left: readonly string[];
  readonly doubleTransfers: readonly string[];
  readonly doubleDials: readonly string[];
  /** Asked for once, with more boards than one. */
  readonly doubleHunts: readonly string[];
  readonly crash: Places;
  readonly planned: Places;
  readonly calls: number;
  readonly agents: { readonly spoke: number; readonly met: number; readonly unanswered: number };
}

/** `boards`: how many boards there are of each hunt. */
export function verdictOf(happenings: readonly Happening[], boards: ReadonlyMap<string, number>): Verdict {
  const calls = callLives(happenings);
  const hunts = huntLives(happenings);
  const end = happenings.at(-1)?.t_ms ?? 0;
  const spoke = calls.filter(({ spokeAt }) => Number.isFinite(spokeAt));
  return {
    asked: hunts.length,
    begun: hunts.filter(({ begun }) => begun).length,
    ended: hunts.filter(({ begun, overAt }) => begun && Number.isFinite(overAt)).length,
    connected: hunts.filter(({ word }) => word === 'Connected').length,
    connectedInWord: hunts
      .filter((hunt) => hunt.word === 'Connected' && !isMet(hunt, calls, hunts))
      .map(({ hunt }) => hunt),
    notEnded: hunts
      .filter(({ overAt }) => !Number.isFinite(overAt))
      .map(({ hunt, begun }) => `${hunt} ${begun ? 'has no end' : 'never began'}`),
    left: calls.flatMap((call) => leftOver(call, hunts, end)),
    doubleTransfers: calls.flatMap(doubleTransfer),
    doubleDials: doubleDials(calls, hunts),
    doubleHunts: doubleHunts(boards),
    crash: places('crash', happenings),
    planned: places('planned', happenings),
    calls: calls.length,
    agents: {
      spoke: spoke.length,
      met: spoke.filter(({ metAt }) => Number.isFinite(metAt)).length,
      unanswered: spoke.filter((call) => Math.min(call.noticedAt, call.overAt) > call.spokeAt + SILENCE_MS).length,
    },
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const nameOf = (call: CallLife): string => `call ${call.id.slice(2, 8)} on line ${call.line}`;

function leftOver(call: CallLife, hunts: readonly HuntLife[], end: number): readonly string[] {
  // A talk is the people's own.
  if (Number.isFinite(call.metAt)) return [];
  const hunt = huntOf(call, hunts);
  const over = Math.min(call.overAt, end);
  if (!Number.isFinite(call.overAt))
    return [`${nameOf(call)} of ${hunt?.hunt}, dialled at ${seconds(call.dialledAt)}, was there at the end`];
  if (hunt === undefined || over <= hunt.overAt + LEFT_OVER_AFTER_MS) return [];
  return [`${nameOf(call)} stood ${seconds(over - hunt.overAt)} longer than ${hunt.hunt}; ended by the ${call.by}`];
}

/** Two phones ring or talk for one agent's call, or one is rung again while it does. */
function doubleTransfer(call: CallLife): readonly string[] {
  const sentences = call.rings.flatMap((ring, index) =>
    call.rings
      .slice(index + 1)
      .filter((other) => other.from < ring.to)
      .map(
        (other) =>
          `${nameOf(call)} rang ${other.person} at ${seconds(other.from)} while ${ring.person} had it since ${seconds(ring.from)}`,
      ),
  );
  const again = call.busyAt
    .filter((at) => call.rings.some(({ from, to }) => from < at && at < to))
    .map((at) => `${nameOf(call)} rang again at ${seconds(at)} a phone that had it`);
  return [...sentences, ...again];
}

function doubleDials(calls: readonly CallLife[], hunts: readonly HuntLife[]): readonly string[] {
  return calls.flatMap((call) =>
    calls
      .filter((other) => other !== call && other.line === call.line && other.dialledAt < call.dialledAt)
      .filter(
        (other) =>
          other.overAt > call.dialledAt &&
          !other.rings.some(({ pickedUpAt = Number.POSITIVE_INFINITY }) => pickedUpAt <= call.dialledAt),
      )
      .map(
        (other) =>
          `${nameOf(call)} of ${huntOf(call, hunts)?.hunt} was dialled at ${seconds(call.dialledAt)} while ${nameOf(other)} stood since ${seconds(other.dialledAt)}`,
      ),
  );
}

function doubleHunts(boards: ReadonlyMap<string, number>): readonly string[] {
  return [...boards].filter(([, count]) => count > 1).map(([hunt, count]) => `${hunt} has ${count} boards`);
}

const isMet = (hunt: HuntLife, calls: readonly CallLife[], hunts: readonly HuntLife[]): boolean =>
  calls.some((call) => Number.isFinite(call.metAt) && Number.isFinite(call.spokeAt) && huntOf(call, hunts) === hunt);

const pausedBy = (stop: Stop, call: CallLife): string =>
  `${nameOf(call)}, held by ${stop.process} when it went at ${seconds(stop.at)}`;

function places(kind: 'crash' | 'planned', happenings: readonly Happening[]): Places {
  const stops = stopsOf(happenings);
  const own = stops.filter((stop) => stop.kind === kind);
  const fates = own.flatMap((stop) =>
    stop.calls.map((call) => ({ stop, call, fate: fateOf(call, stop, stops, happenings) })),
  );
  const count = (is: 'kept' | 'open'): number => fates.filter(({ fate }) => fate.is === is).length;
  return {
    stops: own.length,
    held: fates.length,
    kept: count('kept'),
    open: count('open'),
    unheard: fates.flatMap(({ stop, call, fate }) => (fate.is === 'unheard' ? [`${pausedBy(stop, call)}`] : [])),
    lost: fates.flatMap(({ stop, call, fate }) => (fate.is === 'lost' ? [`${pausedBy(stop, call)}: ${fate.how}`] : [])),
  };
}
