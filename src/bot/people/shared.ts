import { z } from 'zod';
import type { Log } from '../../hunter/base/log.js';
import { type Link, linkSchema } from '../../hunter/office/links.js';
import type { Pool } from '../../hunter/office/rights.js';
import { createSharedValue, type SharedValue } from '../../hunter/office/shared-value.js';
import type { Store } from '../../hunter/ports/store.js';

const poolSchema = z.object({
  id: z.string(),
  name: z.string(),
  lineIds: z.array(z.string()),
  members: z.array(z.string()),
  groups: z.array(z.string()),
});

const ringSchema = z.object({ userId: z.string(), number: z.string() });
/** Where a person wants to be rung instead of at their extension: the number of one of their devices, or a company number. */
export type RingChoice = z.infer<typeof ringSchema>;

/** People's settings, shared by all processes. */
export interface Shared {
  readonly pools: SharedValue<readonly Pool[]>;
  /** Ids of lines that are not for hunting. */
  readonly setAside: SharedValue<readonly string[]>;
  readonly links: SharedValue<readonly Link[]>;
  readonly rings: SharedValue<readonly RingChoice[]>;
  start(): Promise<void>;
  stop(): void;
}

export function createShared(store: Store, log: Log): Shared {
  const list = <T>(name: string, item: z.ZodType<T>) =>
    createSharedValue<readonly T[]>({ name, schema: z.array(item), initial: [], store, log });
  const pools = list<Pool>('pools', poolSchema);
  const setAside = list('lines-set-aside', z.string());
  const links = list<Link>('links', linkSchema);
  const rings = list<RingChoice>('ring-choices', ringSchema);
  const all = [pools, setAside, links, rings];
  return {
    ...{ pools, setAside, links, rings },
    async start() {
      await Promise.all(all.map((each) => each.start()));
    },
    stop() {
      for (const each of all) each.stop();
    },
  };
}
