import { reasonOf } from '../../hunter/base/bounded.js';
import type { Log } from '../../hunter/base/log.js';
import type { HuntState } from '../../hunter/rules/state.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import { realSchedule, type Schedule } from '../slack/lane.js';

/** The places of hunts that wait for a process with room. */
export interface Waitlist {
  /** 1 is next; undefined for a hunt that does not wait. */
  placeOf(huntId: string): number | undefined;
  start(): void;
  stop(): void;
}

const LOOK_EVERY_MS = 2_000;

/** Watches the line while hunts may be in it, and updates a board when its place changes. */
export function createWaitlist(options: {
  readonly hunts: Pick<Hunts, 'waiting'>;
  readonly open: () => readonly HuntState[];
  readonly show: (state: HuntState) => void;
  readonly log: Log;
  readonly schedule?: Schedule;
}): Waitlist {
  const { hunts, open, show, log, schedule = realSchedule } = options;
  let places: ReadonlyMap<string, number> = new Map();
  // Every hunt is in line for a moment; only those still there at the next look count.
  let seen: ReadonlySet<string> = new Set();
  let unschedule = (): void => undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    const unbegun = open().filter(({ dials, outcome }) => dials === 0 && outcome === undefined);
    const line = unbegun.length === 0 ? [] : await hunts.waiting();
    const before = places;
    places = new Map(line.map((huntId, index) => [huntId, index + 1] as const).filter(([huntId]) => seen.has(huntId)));
    seen = new Set(line);
    for (const state of open()) {
      if (before.get(state.huntId) !== places.get(state.huntId)) show(state);
    }
  };

  const turn = async (): Promise<void> => {
    await look().catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'could not read the waiting line'));
    if (!stopped) unschedule = schedule(LOOK_EVERY_MS, () => void turn());
  };

  return {
    placeOf: (huntId) => places.get(huntId),
    start: () => void turn(),
    stop() {
      stopped = true;
      unschedule();
    },
  };
}

/** “2nd”. */
export function ordinal(place: number): string {
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${ending}`;
}
