import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.js';
import type { Chance } from './chance.js';
import { createChance } from './chance.js';
import type { Happening, Observe } from './observed.js';
import { type Boundary, drawScenario, type Scenario } from './scenario.js';

/** What all parts of a run share. */
export interface World {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly scenario: Scenario;
  readonly observe: Observe;
  /** Whether the process asking here must now crash; each plan happens once. */
  crashesAt(boundary: Boundary, when: 'before' | 'after'): boolean;
  /** How long the process whose request was just done sleeps, if it does. */
  stallsAt(boundary: Boundary): number | undefined;
  /** From here on nothing new goes wrong, and everything in progress comes to its end. */
  calm(): void;
  readonly isCalm: boolean;
}

/** A Wednesday morning, within everybody's opening hours. */
export const STARTS_AT = Date.UTC(2026, 4, 13, 15, 0, 0);

export function createWorld(seed: number, see: (happening: Happening) => void): World {
  const chance = createChance(seed);
  const scenario = drawScenario(chance.fork());
  const crashes = createPlans(scenario.crashes);
  const stalls = createPlans(scenario.stalls);
  let isCalm = false;
  return {
    clock: createVirtualClock(STARTS_AT),
    chance: chance.fork(),
    scenario,
    observe: see,
    crashesAt: (boundary, when) => crashes.next(`${when} ${boundary}`, isCalm) !== undefined,
    stallsAt: (boundary) => stalls.next(`after ${boundary}`, isCalm)?.lastsMs,
    calm() {
      isCalm = true;
    },
    get isCalm() {
      return isCalm;
    },
  };
}

/** Plans for the nth time a boundary is passed; each happens once. */
function createPlans<
  T extends { readonly boundary: Boundary; readonly nth: number; readonly when?: 'before' | 'after' },
>(plans: readonly T[]) {
  const ahead = new Map(plans.map((plan) => [`${plan.when ?? 'after'} ${plan.boundary} ${plan.nth}`, plan]));
  const passed = new Map<string, number>();
  return {
    next(what: string, isCalm: boolean): T | undefined {
      const count = (passed.get(what) ?? 0) + 1;
      passed.set(what, count);
      const key = `${what} ${count}`;
      const plan = isCalm ? undefined : ahead.get(key);
      if (plan !== undefined) ahead.delete(key);
      return plan;
    },
  };
}
