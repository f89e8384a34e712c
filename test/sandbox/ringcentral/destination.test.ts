import { expect, it } from 'vitest';
import { DestinationCall } from '../../../sandbox/ringcentral/destination/call.js';
import { Destination } from '../../../sandbox/ringcentral/destination/destination.js';
import { Sounds } from '../../../sandbox/ringcentral/destination/sounds.js';
import type { EndedBy, Leg, Ring } from '../../../sandbox/ringcentral/exchange/party.js';
import { FRAME_MS, SILENT_FRAME } from '../../../sandbox/ringcentral/media/frame.js';
import { tone } from '../../../sandbox/ringcentral/media/tones.js';
import { Story } from '../../../sandbox/story.js';
import type { DestinationPlan } from '../../../sandbox/world.js';
import { QUICK } from './world.js';

/** Every sentence is a tone of 50 ms a letter: as long as speech, at once. */
const speaker = { say: async (_: unknown, text: string) => tone(500, text.length * 0.05) };
const VOICE = tone(300, 0.02);

interface Line {
  readonly story: Story;
  readonly call: () => DestinationCall;
  readonly ended: () => EndedBy | undefined;
  /** Lets so much of the call's audio pass; the caller says this. */
  run(ms: number, says?: Uint8Array): Promise<void>;
  /** Lets audio pass until something is told. */
  until(what: string): Promise<number>;
}

/** A destination whose time is the audio we pull out of it. */
async function dial(plan: Partial<DestinationPlan>, calls = 1): Promise<Line> {
  const story = new Story();
  const whole = { ...QUICK, ringMs: 0, ...plan };
  const destination = new Destination({ plan: whole, seed: 5, sounds: new Sounds(speaker, 5), story });
  let leg: Leg | undefined;
  let by: EndedBy | undefined;
  for (let i = 0; i < calls; i++) {
    by = undefined;
    await new Promise<void>((resolve) => {
      const ring: Ring = {
        sessionId: `s-${i}`,
        caller: { phoneNumber: '+12025550110' },
        early: () => undefined,
        accept: (answering) => {
          leg = answering;
          resolve();
          return true;
        },
        refuse: () => resolve(),
        hungUp: (who) => {
          by = who;
        },
      };
      destination.station(whole.menu).ring(ring);
    });
  }
  let elapsed = 0;
  const call = (): DestinationCall => {
    if (leg instanceof DestinationCall) return leg;
    throw new Error('not answered');
  };
  const run = async (ms: number, says: Uint8Array = SILENT_FRAME): Promise<void> => {
    for (let i = 0; i < ms / FRAME_MS; i++) {
      call().audio.speak();
      call().audio.hear(says);
      elapsed += FRAME_MS;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const until = async (what: string): Promise<number> => {
    const before = story.all().filter((one) => one.what === what).length;
    for (let i = 0; i < 20_000 && by === undefined; i++) {
      if (story.all().filter((one) => one.what === what).length > before) return elapsed;
      await run(FRAME_MS);
    }
    if (story.all().filter((one) => one.what === what).length > before) return elapsed;
    throw new Error(`“${what}” was not told`);
  };
  return { story, call, ended: () => by, run, until };
}

const keysOf = (story: Story) => story.all().flatMap((one) => (one.what === 'key' ? [`${one.key} ${one.right}`] : []));

it('order A: 1 after its prompt, 2 after its prompt, disclosures, hold, agent', async () => {
  const line = await dial({ menu: 'order-a', disclosuresMs: 3000 });
  await line.run(6500);
  line.call().key('1');
  await line.run(7000);
  line.call().key('2');
  await line.until('hold');
  await line.until('agent-speaks');
  expect(keysOf(line.story)).toEqual(['1 true', '2 true']);
});

it('order B has its disclosures between the two keys, and a key during them starts them again', async () => {
  const line = await dial({ menu: 'order-b', disclosuresMs: 3000 });
  await line.run(6500);
  line.call().key('1');
  await line.run(2500);
  line.call().key('2');
  await line.run(3400 + 7000);
  line.call().key('2');
  await line.until('hold');
  expect(keysOf(line.story)).toEqual(['1 true', '2 false', '2 true']);
});

it('a key before its option is spoken is invalid; after three mistakes the line says goodbye', async () => {
  const line = await dial({ menu: 'order-a' });
  for (let i = 0; i < 3; i++) {
    await line.run(3000);
    line.call().key('1');
  }
  await line.run(4000);
  expect(keysOf(line.story)).toEqual(['1 false', '1 false', '1 false']);
  expect(line.ended()).toBe('destination');
});

it('no key: the prompt is said again after at least 2.5 s of silence', async () => {
  const line = await dial({ menu: 'order-a' });
  let silence = 0;
  let longest = 0;
  for (let i = 0; i < 1200; i++) {
    const frame = line.call().audio.speak();
    silence = frame === undefined || frame.every((byte) => byte === 0xff) ? silence + FRAME_MS : 0;
    longest = Math.max(longest, silence);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(longest).toBeGreaterThanOrEqual(2500);
  expect(silence).toBeLessThan(longest + 1);
});

it('too busy is told by attempt of the line: the first is turned away, the second is held', async () => {
  const first = await dial({ tooBusy: [1, 0] });
  await first.until('too-busy');
  await first.run(25_000);
  expect(first.ended()).toBe('destination');
  const second = await dial({ tooBusy: [1, 0] }, 2);
  await second.until('hold');
});

it('hold is music with an announcement every so often', async () => {
  const line = await dial({ holdMs: [12_000, 12_000], announcementEveryMs: 3000 });
  await line.until('agent-speaks');
  expect(line.story.all().filter((one) => one.what === 'announcement').length).toBeGreaterThanOrEqual(2);
});

it('an agent who hears nobody asks hello, waits again, and leaves', async () => {
  const line = await dial({ agentPatienceMs: 3000 });
  await line.until('agent-speaks');
  const asked = await line.until('agent-asks-hello');
  const left = await line.until('agent-left');
  expect(left - asked).toBeGreaterThanOrEqual(3000);
  expect(line.ended()).toBe('agent');
});

it('an agent who is spoken to waits, but not longer than about 90 s', async () => {
  const line = await dial({ agentPatienceMs: 4000 });
  const spoke = await line.until('agent-speaks');
  await line.run(12_000);
  let elapsed = 12_000;
  while (line.ended() === undefined && elapsed < 200_000) {
    await line.run(1000, VOICE);
    await line.run(2000);
    elapsed += 3000;
  }
  expect(spoke).toBeGreaterThan(0);
  expect(elapsed).toBeGreaterThan(85_000);
  expect(elapsed).toBeLessThan(110_000);
  expect(line.story.all().some((one) => one.what === 'agent-heard-courtesy')).toBe(true);
});

it('with no agent left a caller waits on', async () => {
  const line = await dial({ agents: 0, holdMs: [1000, 1000] });
  await line.run(30_000);
  expect(line.ended()).toBeUndefined();
  expect(line.story.all().some((one) => one.what === 'agent-speaks')).toBe(false);
});
