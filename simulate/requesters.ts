import type { Crew } from './crew.js';
import type { HuntPlan } from './scenario.js';
import type { World } from './world.js';

const TRY_AGAIN_MS = 4_000;

/** Whether people can see in Slack that the hunt has begun, even without an answer. */
type HasBegun = (plan: HuntPlan) => boolean;

/** The people who ask for a scenario's hunts, and keep asking until it works. Some change their mind later. */
export function askForHunts(world: World, crew: Crew, hasBegun: HasBegun): void {
  for (const plan of world.scenario.hunts) world.clock.setTimer(() => ask(world, crew, hasBegun, plan), plan.atMs);
}

function ask(world: World, crew: Crew, hasBegun: HasBegun, plan: HuntPlan): void {
  const { clock, observe } = world;
  const again = (): void => void clock.setTimer(() => ask(world, crew, hasBegun, plan), TRY_AGAIN_MS);
  if (hasBegun(plan)) return;
  const bot = crew.some();
  if (bot === undefined || bot.machine.isPaused) {
    again();
    return;
  }
  const { requester } = plan.request;
  observe({ what: 'clicked', who: requester, button: 'Start the hunt', process: bot.machine.name, late: false });
  let answered = false;
  const settle = (act: () => void): void => {
    if (answered) return;
    answered = true;
    act();
  };
  bot.hunts.start(plan.request).then(
    ({ state }) => settle(() => changeMind(world, crew, plan, state.huntId)),
    () => settle(again),
  );
  // If the process died during the request, nobody answers; the person sees in Slack whether the hunt began.
  bot.machine.onGone(() => settle(again));
}

function changeMind(world: World, crew: Crew, { request, cancelAtMs, dropAtMs }: HuntPlan, huntId: string): void {
  const { clock } = world;
  const by = request.requester;
  const lineId = request.lines[0]?.id;
  const tell = (what: Parameters<NonNullable<ReturnType<Crew['some']>>['hunts']['request']>[1]): void => {
    const bot = crew.some();
    bot?.machine.hear(() => void bot.hunts.request(huntId, what).catch(() => undefined));
  };
  if (cancelAtMs !== undefined) clock.setTimer(() => tell({ type: 'cancel', by }), cancelAtMs);
  if (dropAtMs !== undefined && lineId !== undefined)
    clock.setTimer(() => tell({ type: 'drop-line', lineId, by }), dropAtMs);
}
