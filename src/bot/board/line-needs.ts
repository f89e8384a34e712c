import type { Pool } from '../../hunter/office/rights.js';
import type { Extension } from '../../hunter/ports/directory.js';
import type { Hunts } from '../../hunter/run/hunts.js';
import type { People } from '../people/people.js';
import type { Live } from './live.js';

/** People who requested one of this many latest hunts count as hunters. */
const HUNTS_REMEMBERED = 100;

/** How soon an extension is needed: a sync reads lower numbers first. */
export interface LineNeeds {
  start(): Promise<void>;
  need(extension: Extension): number;
}

/** First the lines of open hunts and of people who hunt, then lines in pools, then the rest, and last the lines set aside. */
export function createLineNeeds(parts: {
  readonly hunts: Pick<Hunts, 'recent'>;
  readonly live: Live;
  readonly people: Pick<People, 'extensionNow'>;
  readonly pools: () => readonly Pool[];
  readonly setAside: () => readonly string[];
}): LineNeeds {
  const { hunts, live, people, pools, setAside } = parts;
  let hunters: readonly string[] = [];
  return {
    async start() {
      hunters = [...new Set((await hunts.recent(HUNTS_REMEMBERED)).map(({ requester }) => requester))];
    },
    need({ id }) {
      const open = live.open();
      const isTheirs = (userId: string): boolean => {
        const own = people.extensionNow(userId);
        return own !== undefined && own !== 'unknown' && own.extensionId === id;
      };
      if (setAside().includes(id)) return 3;
      if (open.some(({ lines }) => lines.some((line) => line.id === id))) return 0;
      if ([...hunters, ...open.map(({ requester }) => requester)].some(isTheirs)) return 0;
      return pools().some(({ lineIds }) => lineIds.includes(id)) ? 1 : 2;
    },
  };
}
