import type { Crew } from './crew.js';
import type { Redis } from './redis.js';
import type { World } from './world.js';

/** Causes the scenario's troubles, until the world is calm. */
export function bringTroubles(world: World, redis: Redis, crew: Crew): void {
  const { clock, scenario } = world;
  const at = (ms: number, act: () => void): void => {
    clock.setTimer(() => (world.isCalm ? undefined : act()), ms);
  };
  for (const ms of scenario.timedCrashes) at(ms, () => crew.some()?.machine.crash());
  for (const ms of scenario.stops) at(ms, () => crew.some()?.stop());
  for (const { atMs, lastsMs } of scenario.pauses) at(atMs, () => crew.some()?.machine.stall(lastsMs));
  for (const { atMs, byMs } of scenario.clockJumps) at(atMs, () => crew.some()?.machine.jump(byMs));
  for (const { atMs, lastsMs } of scenario.storeDowns) {
    at(atMs, () => {
      redis.goDown();
      clock.setTimer(redis.comeBack, lastsMs);
    });
  }
  for (const ms of scenario.leaseLosses) at(ms, redis.loseLeases);
}
