import { StoreAway } from '../../../src/hunter/base/store-away.js';
import type { Store } from '../../../src/hunter/ports/store.js';

/** A store that can be away, and can be swapped for one that has lost its data. */
export interface LosingStore extends Store {
  away: boolean;
  behind: Store;
}

export function losingStore(behind: Store): LosingStore {
  const own = { away: false, behind };
  const listens: ReadonlySet<string> = new Set(['onAppended', 'onLog', 'close']);
  return new Proxy(own as LosingStore, {
    get(target, name: keyof LosingStore) {
      if (name === 'away' || name === 'behind') return target[name];
      const method = target.behind[name];
      if (typeof method !== 'function' || listens.has(name)) return method;
      return async (...args: unknown[]): Promise<unknown> => {
        if (target.away) throw new StoreAway();
        return Reflect.apply(target.behind[name], target.behind, args);
      };
    },
  });
}
