import { z } from 'zod';
import { reasonOf } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { systemClock } from '../base/system-clock.js';
import type { Store } from '../ports/store.js';
import type { HuntState } from '../rules/state.js';
import { scriptTaught } from '../rules/taught-script.js';
import type { HuntChange, Hunts } from '../run/hunts.js';
import type { Destinations } from './destinations.js';
import { menuSchema } from './menu-schema.js';

/** What another process was taught is known here after this. */
const LOOK_EVERY_MS = 30_000;

const kept = z.object({ menu: menuSchema.min(1), taughtAt: z.number() });
type Taught = z.infer<typeof kept>;

/** The destinations with the menu scripts people have taught in place of their own. */
export interface TaughtDestinations extends Destinations {
  /** Reads what was taught before, and from then on what other processes are taught. */
  start(): Promise<void>;
  /** Keeps the script of each lesson of these hunts that ends with a key. Answers how to stop. */
  follow(hunts: Pick<Hunts, 'onChange'>): () => void;
  stop(): void;
}

/** Overlays `base`, which stays the allow-list: nothing taught adds a destination or changes a number. */
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
      log.warn({ reason: reasonOf(error) }, 'The taught menus could not be read; they are read again soon');
    }
    if (!stopped) cancelLook = clock.setTimer(() => void look(), LOOK_EVERY_MS);
  };

  /** Told of every step of a lesson that is over, so a write that failed or a crash in between is made good by the next. */
  const keep = async (state: HuntState): Promise<void> => {
    const { id } = state.destination;
    const menu = scriptTaught(state);
    const known = taught.get(id);
    if (menu.length === 0 || (known !== undefined && known.taughtAt > state.startedAt)) return;
    const lesson = { menu, taughtAt: state.startedAt };
    if (JSON.stringify(known) === JSON.stringify(lesson)) return;
    await store.set(keyOf(id), JSON.stringify(lesson));
    taught.set(id, lesson);
    log.info({ destinationId: id, steps: menu.length }, 'A taught menu is kept');
  };

  const onChange = ({ state }: HuntChange): void => {
    const over = state.outcome !== undefined && state.outcome !== 'cancelled';
    if (state.lesson !== true || !over) return;
    keep(state).catch((error: unknown) => {
      log.error({ huntId: state.huntId, reason: reasonOf(error) }, 'A taught menu could not be kept');
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
