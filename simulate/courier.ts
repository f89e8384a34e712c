import type { PhoneFact } from '../src/hunter/ports/phone.js';
import type { Chance } from './chance.js';
import type { Machine } from './machine.js';
import type { World } from './world.js';

/** Delivers facts to a process: what is heard arrives in order; everything else may be late, doubled, reordered or lost. */
export interface Courier {
  inOrder(fact: PhoneFact, arrived?: () => void): void;
  anyOrder(fact: PhoneFact): void;
}

export function createCourier(
  world: World,
  chance: Chance,
  machine: Machine,
  tell: (fact: PhoneFact) => void,
): Courier {
  const { clock, scenario } = world;
  let lastAt = 0;
  return {
    inOrder(fact, arrived = () => {}) {
      const at = Math.max(lastAt, clock.now() + chance.pick([0, 0, 2, 64]));
      lastAt = at;
      machine.hear(() => {
        arrived();
        tell(fact);
      }, at - clock.now());
    },
    anyOrder(fact) {
      if (chance.happens(scenario.factsLost)) return;
      const lateMs = chance.happens(scenario.factsLost) ? chance.between(0, 4_000) : 0;
      machine.hear(() => tell(fact), lateMs);
      if (chance.happens(scenario.factsDoubled)) machine.hear(() => tell(fact), chance.between(0, 3_000));
    },
  };
}
