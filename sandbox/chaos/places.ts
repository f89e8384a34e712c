import type { Happening } from '../story.js';
import { type CallLife, callLives, type HuntLife, huntLives, huntOf } from './lives.js';

/** A process died or was stopped, and these calls on hold were its own. */
export interface Stop {
  readonly kind: 'crash' | 'planned';
  readonly process: string;
  readonly at: number;
  readonly calls: readonly CallLife[];
}

export type Fate =
  | { readonly is: 'kept' }
  /** It could not be judged: its hunt was over, or the next disaster came, before anybody could have taken it over. */
  | { readonly is: 'open' }
  /** Its agent spoke while nobody could hear, and was not noticed afterwards. With holds of seconds that is far likelier than with hours. */
  | { readonly is: 'unheard' }
  | { readonly is: 'lost'; readonly how: string };

/** A connection counts as lost by the stop until this long after the process was gone. */
const SEEN_WITHIN_MS = 2_000;
/** A hunt whose agent is met lets its other calls go before people see that it is over. */
const LETS_GO_MS = 20_000;

/** Every kill and planned stop of the story with the calls that were on hold in that process, as their connections tell. */
export function stopsOf(happenings: readonly Happening[]): readonly Stop[] {
  const lives = callLives(happenings);
  return happenings.flatMap((each) => {
    const { what, t_ms: at } = each;
    const process = String(each.process);
    if (what !== 'process-killed' && what !== 'process-stopping') return [];
    const gone = happenings.find(
      (later) => later.what === 'process-gone' && later.process === each.process && later.t_ms >= at,
    );
    const until = (what === 'process-killed' ? at : (gone?.t_ms ?? at)) + SEEN_WITHIN_MS;
    const within = (time: number): boolean => time >= at && time <= until;
    const held = lives.filter(
      (life) =>
        isHeld(life, at) && (life.lostAt.some(within) || (what !== 'process-killed' && life.backAt.some(within))),
    );
    return [{ kind: what === 'process-killed' ? ('crash' as const) : ('planned' as const), process, at, calls: held }];
  });
}

const isHeld = (life: CallLife, at: number): boolean => life.holdAt <= at && life.spokeAt > at && life.overAt > at;

/** What became of the place that a call had in the queue when its process stopped. */
export function fateOf(call: CallLife, stop: Stop, stops: readonly Stop[], happenings: readonly Happening[]): Fate {
  const hunts = huntLives(happenings);
  const lives = callLives(happenings);
  const hunt = huntOf(call, hunts);
  const next = stops.find(({ at, calls }) => at > stop.at && calls.some(({ id }) => id === call.id))?.at;
  const back = call.backAt.find((at) => at >= stop.at && at < (next ?? Number.POSITIVE_INFINITY));
  if (back === undefined) return notBack(call, next, hunt, lives, hunts);
  if (next !== undefined) return { is: 'kept' };
  if (Number.isFinite(call.spokeAt) && call.spokeAt >= stop.at) {
    if (Number.isFinite(call.noticedAt)) return { is: 'kept' };
    if (isSatisfied(hunt, call.overAt, lives, hunts)) return { is: 'kept' };
    return call.spokeAt < back ? { is: 'unheard' } : { is: 'lost', how: 'it came back, but nobody noticed its agent' };
  }
  if (!Number.isFinite(call.overAt)) return { is: 'lost', how: 'it came back and was never ended' };
  if (isSatisfied(hunt, call.overAt, lives, hunts)) return { is: 'kept' };
  return { is: 'lost', how: `it came back and was ended by the ${call.by}` };
}

function notBack(
  call: CallLife,
  next: number | undefined,
  hunt: HuntLife | undefined,
  lives: readonly CallLife[],
  hunts: readonly HuntLife[],
): Fate {
  if (next !== undefined) return { is: 'open' };
  if (isSatisfied(hunt, call.overAt, lives, hunts)) return { is: 'open' };
  if (Number.isFinite(call.overAt)) return { is: 'lost', how: `ended by the ${call.by} before it came back` };
  return { is: 'lost', how: 'it never came back' };
}

/** Its hunt needed the call no longer: another agent was met, or the hunt was over. */
function isSatisfied(
  hunt: HuntLife | undefined,
  at: number,
  lives: readonly CallLife[],
  hunts: readonly HuntLife[],
): boolean {
  if (hunt === undefined || !Number.isFinite(at)) return false;
  const met = lives.some((life) => huntOf(life, hunts)?.hunt === hunt.hunt && life.metAt <= at + LETS_GO_MS);
  return met || hunt.overAt <= at + LETS_GO_MS;
}
