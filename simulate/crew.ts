import { type Bot, type Outside, startBot } from './bot.js';

/** The running processes of the bot. One that ends is restarted, as a supervisor would. */
export interface Crew {
  bots(): readonly Bot[];
  /** One of the live processes. */
  some(): Bot | undefined;
}

const RESTARTS_AFTER_MS = [1_000, 3_000, 8_000, 25_000] as const;

export function startCrew(outside: Outside): Crew {
  const { world } = outside;
  const chance = world.chance.fork();
  const bots: Bot[] = [];
  let started = 0;

  const start = (): void => {
    started += 1;
    const bot = startBot(outside, `bot ${started}`);
    bots.push(bot);
    bot.machine.onGone(() => {
      bots.splice(bots.indexOf(bot), 1);
      world.clock.setTimer(start, world.isCalm ? 1_000 : chance.pick(RESTARTS_AFTER_MS));
    });
  };
  for (let index = 0; index < world.scenario.processes; index += 1) start();
  return {
    bots: () => bots,
    some: () => (bots.length === 0 ? undefined : chance.pick(bots)),
  };
}
