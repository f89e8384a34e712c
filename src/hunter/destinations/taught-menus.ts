import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { systemClock } from '../base/system-clock.js';
import type { Store } from '../ports/store.js';
import type { HuntState } from '../rules/state.js';
import type { HuntChange, Hunts } from '../run/hunts.js';
import type { Destinations } from './destinations.js';
import { menuSchema } from './menu-schema.js';
import { scriptTaught } from './taught-script.js';

/** What another process was taught is known here within this time. */
const LOOK_EVERY_MS = 30_000;

const kept = z.object({ menu: menuSchema.min(1), taughtAt: z.number() });
type Taught = z.infer<typeof kept>;

/** Destinations whose own menu scripts are replaced by the ones people have taught. */
export interface TaughtDestinations extends Destinations {
  /** Reads what was taught before, and follows what other processes are taught. */
  start(): Promise<void>;
  /** Stores the script of each lesson in these hunts that ends with a key. Returns a function that stops. */
  follow(hunts: Pick<Hunts, 'onChange'>): () => void;
  stop(): void;
}

/**
 * Applies taught scripts on top of `base`, which stays the allow-list: teaching never adds a destination or changes a
 * number.
 */
export function createTaughtDestinations(options: {
  readonly base: Destinations;
  readonly store: Pick<Store, 'get' | 'set'>;
  readonly log: Log;
  readonly clock?: Clock;
}): TaughtDestinations {
  const { base, store, log, clock = systemClock } = options;
  const taught = new Map<string, Taught>();
  let cancelLook = (): void => {};
  let stopped = false;

  const read = async (id: string): Promise<void> => {
    const text = await store.get(keyOf(id));
    const found = text === undefined ? undefined : parse(text);
    if (text !== undefined && found === undefined) {
      log.warn({ destinationId: id }, 'A taught menu cannot be read; teach the destination again');
    }
    const known = taught.get(id);
    if (found !== undefined && found.taughtAt >= (known?.taughtAt ?? 0)) taught.set(id, found);
  };

  const look = async (): Promise<void> => {
    try {
      await Promise.all(base.all().map(({ id }) => read(id)));
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'The taught menus could not be read; retrying soon');
    }
    if (!stopped) cancelLook = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };

  /** Called for every step of a lesson that is over, so that the next step makes up for a failed write or a crash. */
  const keep = async (state: HuntState): Promise<void> => {
    const { id } = state.destination;
    const menu = scriptTaught(state);
    const known = taught.get(id);
    if (menu.length === 0 || (known !== undefined && known.taughtAt > state.startedAt)) return;
    const lesson = { menu, taughtAt: state.startedAt };
    if (JSON.stringify(known) === JSON.stringify(lesson)) return;
    await store.set(keyOf(id), JSON.stringify(lesson));
    taught.set(id, lesson);
    log.info({ destinationId: id, steps: menu.length }, 'A taught menu was stored');
  };

  const onChange = ({ state }: HuntChange): void => {
    const over = state.outcome !== undefined && state.outcome !== 'cancelled';
    if (state.lesson !== true || !over) return;
    keep(state).catch((error: unknown) => {
      log.error({ huntId: state.huntId, reason: reasonOf(error) }, 'A taught menu could not be stored');
    });
  };

  const overlaid = (id: string) => {
    const destination = base.get(id);
    const menu = taught.get(id)?.menu;
    return destination === undefined || menu === undefined ? destination : { ...destination, menu };
  };

  return {
    all: () => base.all().map((destination) => overlaid(destination.id) ?? destination),
    get: overlaid,
    start: look,
    follow: (hunts) => hunts.onChange(onChange),
    stop() {
      stopped = true;
      cancelLook();
    },
  };
}

function keyOf(destinationId: string): string {
  return `taught-menu:${destinationId}`;
}

function parse(text: string): Taught | undefined {
  try {
    return kept.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
