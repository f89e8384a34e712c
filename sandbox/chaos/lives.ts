import type { Happening } from '../story.js';

/** A phone that rang for a call, and talked or not. */
export interface Ringing {
  readonly person: string;
  readonly from: number;
  to: number;
  pickedUpAt?: number;
}

/** What the world saw of one call to the destination; all times in ms of the story, infinite while they have not come. */
export interface CallLife {
  readonly id: string;
  readonly line: string;
  readonly dialledAt: number;
  holdAt: number;
  spokeAt: number;
  /** The first sign after the agent spoke that somebody on our side had noticed. */
  noticedAt: number;
  /** Taker and agent heard each other. */
  metAt: number;
  overAt: number;
  by: string;
  /** Its line's connection was lost. */
  readonly lostAt: number[];
  /** It went on over another connection. */
  readonly backAt: number[];
  readonly rings: Ringing[];
  /** It rang a phone that was ringing or talking already. */
  readonly busyAt: number[];
}

export interface HuntLife {
  readonly hunt: string;
  readonly lines: readonly string[];
  readonly askedAt: number;
  begun: boolean;
  overAt: number;
  word: string;
}

const NEVER = Number.POSITIVE_INFINITY;

/** The calls of the story, in the order they were dialled. */
export function callLives(happenings: readonly Happening[]): readonly CallLife[] {
  const lives = new Map<unknown, CallLife>();
  for (const each of happenings) {
    const { what, t_ms: at, call, line } = each;
    if (what === 'call-dialled') lives.set(call, newLife(String(call), String(line), at));
    const life = lives.get(call);
    if (life !== undefined) note(life, each);
  }
  return [...lives.values()];
}

function newLife(id: string, line: string, dialledAt: number): CallLife {
  return {
    ...{ id, line, dialledAt, by: '', lostAt: [], backAt: [], rings: [], busyAt: [] },
    ...{ holdAt: NEVER, spokeAt: NEVER, noticedAt: NEVER, metAt: NEVER, overAt: NEVER },
  };
}

function note(life: CallLife, { what, t_ms: at, person, by }: Happening): void {
  const ringing = life.rings.findLast((ring) => ring.person === person && ring.to === NEVER);
  switch (what) {
    case 'hold':
      life.holdAt = Math.min(life.holdAt, at);
      break;
    case 'agent-speaks':
      life.spokeAt = Math.min(life.spokeAt, at);
      break;
    case 'agent-heard-courtesy':
    case 'hand-over-request':
      if (at >= life.spokeAt) life.noticedAt = Math.min(life.noticedAt, at);
      break;
    case 'taker-agent-audio':
      life.metAt = Math.min(life.metAt, at);
      break;
    case 'line-lost':
      life.lostAt.push(at);
      break;
    case 'brought-back':
      life.backAt.push(at);
      break;
    case 'phone-rings':
      life.rings.push({ person: String(person), from: at, to: NEVER });
      break;
    case 'phone-picked-up':
      if (ringing !== undefined) ringing.pickedUpAt = at;
      break;
    case 'phone-quiet':
      if (ringing !== undefined) ringing.to = at;
      break;
    case 'phone-busy':
      life.busyAt.push(at);
      break;
    case 'call-over':
      life.overAt = at;
      life.by = String(by);
      break;
  }
}

/** The hunts that people asked for. */
export function huntLives(happenings: readonly Happening[]): readonly HuntLife[] {
  const hunts = new Map<unknown, HuntLife>();
  for (const { what, t_ms: at, hunt, lines, word } of happenings) {
    if (what === 'hunt-asked')
      hunts.set(hunt, {
        ...{ hunt: String(hunt), lines: Array.isArray(lines) ? lines.map(String) : [], askedAt: at },
        ...{ begun: false, overAt: NEVER, word: '' },
      });
    const life = hunts.get(hunt);
    if (life === undefined) continue;
    if (what === 'hunt-begun') life.begun = true;
    if (what !== 'hunt-over') continue;
    life.overAt = at;
    life.word = String(word);
  }
  return [...hunts.values()];
}

/** The hunt that a call belongs to: lines are given to one hunt at a time. */
export function huntOf(call: CallLife, hunts: readonly HuntLife[]): HuntLife | undefined {
  return hunts.findLast((hunt) => hunt.lines.includes(call.line) && hunt.askedAt <= call.dialledAt);
}
