import { setTimeout as pause } from 'node:timers/promises';
import { type Chance, chance } from '../ringcentral/random.js';
import type { Story } from '../story.js';
import { happening } from '../until.js';
import type { ChaosWorld, Slot } from './chaos-world.js';
import type { ChaosOptions } from './options.js';
import type { TcpProxy, Weather } from './tcp-proxy.js';

/** Between the end of one disaster and the next: most of the time takeovers finish before the next one. */
const QUIET_MS = [5_000, 14_000] as const;
const DOWN_MS = [1_000, 8_000] as const;
const REDIS_DOWN_MS = [500, 10_000] as const;
const WEATHER_MS = [2_000, 12_000] as const;
/** A kill waits this long for its moment, then comes anyway. */
const MOMENT_WITHIN_MS = 10_000;
const FIRST_AFTER_MS = 12_000;

/** The moments at which a process is killed: right after this happened to any call, or at any time. */
const MOMENTS = [
  'any',
  'call-dialled',
  'call-answered',
  'key',
  'hold',
  'agent-speaks',
  'click',
  'hand-over-request',
  'phone-rings',
  'phone-picked-up',
] as const;

type Disaster = (world: ChaosWorld, story: Story, draw: Chance) => Promise<void>;

/** Kills one process at a chosen moment, and starts it again a little later. */
const killOne: Disaster = async (world, story, draw) => {
  const slot = draw.pick(world.slots as [Slot, ...Slot[]]);
  const moment = draw.pick(MOMENTS);
  const from = story.now();
  if (moment !== 'any')
    await happening(story, moment, MOMENT_WITHIN_MS, ({ t_ms }) => t_ms >= from).catch(() => undefined);
  await pause(draw.between(0, 600));
  story.tell('process-killed', { process: slot.name, moment });
  await slot.process.kill();
  await pause(draw.between(...DOWN_MS));
  await slot.process.start();
  story.tell('process-ready', { process: slot.name });
};

/** As a deploy does: one after the other, each new one before or after its old one. */
const rollingRestart: Disaster = async (world, story, draw) => {
  const newFirst = draw.next() < 0.5;
  for (const slot of world.slots) {
    const old = slot.process;
    if (newFirst) {
      slot.process = await slot.another();
      await slot.process.start();
    }
    story.tell('process-stopping', { process: slot.name, newFirst });
    const began = story.now();
    await old.askToStop();
    story.tell('process-gone', { process: slot.name, ms: Math.round(story.now() - began) });
    if (!newFirst) await slot.process.start();
    story.tell('process-ready', { process: slot.name });
    // What a careful operator does: look whether all is well before the next one.
    await pause(2_000);
  }
};

const killRedis: Disaster = async (world, story, draw) => {
  story.tell('redis-killed');
  await world.redis.kill();
  await pause(draw.between(...REDIS_DOWN_MS));
  await world.redis.start();
  story.tell('redis-back');
};

const badWeather: Disaster = async (world, story, draw) => {
  const { slack, rest, sip } = world.network;
  const slot = draw.pick(world.slots as [Slot, ...Slot[]]);
  const places: readonly [readonly [string, readonly TcpProxy[]], ...(readonly [string, readonly TcpProxy[]])[]] = [
    [`Redis of ${slot.name}`, [slot.redis]],
    [`Redis of ${slot.name}`, [slot.redis]],
    ['Redis of all', world.slots.map(({ redis }) => redis)],
    ['Slack', [slack]],
    ['RingCentral REST and events', [rest]],
    ['RingCentral SIP', [sip]],
  ];
  const [where, proxies] = draw.pick(places);
  const weather: Weather = draw.pick<Weather>([
    { kind: 'cut' },
    { kind: 'slow', latencyMs: Math.round(draw.between(80, 900)), bytesAtOnce: Math.round(draw.between(400, 4_000)) },
    { kind: 'black-hole' },
  ]);
  story.tell('network', { where, weather: weather.kind });
  for (const proxy of proxies) proxy.weather = weather;
  await pause(draw.between(...WEATHER_MS));
  for (const proxy of proxies) proxy.weather = { kind: 'clear' };
  story.tell('network', { where, weather: 'clear' });
};

/** How often each comes, out of ten. */
const DECK: readonly Disaster[] = [
  ...[killOne, killOne, killOne, killOne, killOne],
  ...[badWeather, badWeather, badWeather],
  rollingRestart,
  killRedis,
];

/** One disaster after the other, until told to stop; every one is over and mended when it resolves. */
export async function rage(world: ChaosWorld, options: ChaosOptions, story: Story, over: AbortSignal): Promise<void> {
  const draw = chance(options.seed, 'disasters');
  const wait = (ms: number) => pause(ms, undefined, { signal: over }).catch(() => undefined);
  if (options.brief) {
    await calls(story, 3);
    await killOne(world, story, { ...draw, pick: (list) => list[0] });
    await rollingRestart(world, story, draw);
    return;
  }
  await wait(FIRST_AFTER_MS);
  let deck: Disaster[] = [];
  while (!over.aborted) {
    // Shuffled like cards, so that every kind comes even in a short run.
    if (deck.length === 0) deck = shuffled(DECK, draw);
    await deck.pop()?.(world, story, draw);
    await wait(draw.between(...QUIET_MS));
  }
}

/** This many calls have begun to hold. */
async function calls(story: Story, count: number): Promise<void> {
  const holds = () => story.all().filter(({ what }) => what === 'hold').length;
  await happening(story, 'hold', 40_000, () => holds() >= count).catch(() => undefined);
}

function shuffled<T>(list: readonly T[], draw: Chance): T[] {
  return list
    .map((item) => ({ item, at: draw.next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
