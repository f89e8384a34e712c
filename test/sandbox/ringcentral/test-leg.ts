import { DestinationCall } from '../../../sandbox/ringcentral/destination/call.js';
import { Destination } from '../../../sandbox/ringcentral/destination/destination.js';
import { Sounds } from '../../../sandbox/ringcentral/destination/sounds.js';
import type { EndedBy, Leg, Ring } from '../../../sandbox/ringcentral/exchange/party.js';
import { DEAF_AND_DUMB, FRAME_MS, SILENT_FRAME } from '../../../sandbox/ringcentral/media/frame.js';
import { tone } from '../../../sandbox/ringcentral/media/tones.js';
import { Story } from '../../../sandbox/story.js';
import type { DestinationPlan } from '../../../sandbox/world.js';
import { QUICK } from './world.js';

/** The direct number of a person of the firm. */
export const OWN_NUMBER = '2025550101';

/** Every sentence is a tone of 50 ms a letter: as long as speech, at once. */
const speaker = { say: async (_: unknown, text: string) => tone(500, text.length * 0.05) };
/** 20 ms of somebody's voice. */
export const VOICE = tone(300, 0.02);

export interface TestLeg {
  readonly story: Story;
  readonly call: () => DestinationCall;
  readonly ended: () => EndedBy | undefined;
  /** Lets so much of the call's audio pass; the caller says this. */
  run(ms: number, says?: Uint8Array): Promise<void>;
  /** Lets audio pass until something is told (once more). */
  until(what: string): Promise<number>;
  /** The same, satisfied when it was told before. */
  told(what: string): Promise<void>;
  /** Lets audio pass until the destination was silent for so long. */
  silence(ms: number): Promise<void>;
  /** Presses a key. */
  press(key: string): void;
  /** A taker is put through. */
  join(): void;
  /** What the destination said so far. */
  readonly said: readonly Uint8Array[];
  /** How often this was told. */
  count(what: string): number;
}

/** A destination whose time is the audio we pull out of it. */
export async function dial(plan: Partial<DestinationPlan>, calls = 1): Promise<TestLeg> {
  const story = new Story();
  const whole = { ...QUICK, ringMs: 0, ...plan };
  const destination = new Destination({
    plan: whole,
    seed: 5,
    sounds: new Sounds(speaker, 5),
    story,
    personOf: (number) => (number === OWN_NUMBER ? 'U0DANA' : undefined),
  });
  let leg: Leg | undefined;
  let by: EndedBy | undefined;
  for (let i = 0; i < calls; i++) {
    by = undefined;
    await new Promise<void>((resolve) => {
      const ring: Ring = {
        sessionId: `s-${i}`,
        forCall: `s-${i}`,
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
  const said: Uint8Array[] = [];
  const call = (): DestinationCall => {
    if (leg instanceof DestinationCall) return leg;
    throw new Error('not answered');
  };
  const run = async (ms: number, says: Uint8Array = SILENT_FRAME): Promise<void> => {
    for (let i = 0; i < ms / FRAME_MS; i++) {
      said.push(call().audio.speak() ?? SILENT_FRAME);
      call().audio.hear(says);
      elapsed += FRAME_MS;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const count = (what: string): number => story.all().filter((one) => one.what === what).length;
  const until = async (what: string): Promise<number> => {
    const before = count(what);
    for (let i = 0; i < 20_000 && by === undefined; i++) {
      if (count(what) > before) return elapsed;
      await run(FRAME_MS);
    }
    if (count(what) > before) return elapsed;
    throw new Error(`“${what}” was not told`);
  };
  const told = async (what: string): Promise<void> => {
    if (count(what) === 0) await until(what);
  };
  const silence = async (ms: number): Promise<void> => {
    for (let quiet = 0; quiet < ms && by === undefined; ) {
      await run(FRAME_MS);
      quiet = isSilent(said.at(-1)) ? quiet + FRAME_MS : 0;
    }
  };
  const press = (key: string): void => call().key(key);
  const join = (): void => call().joined({ kind: 'phone', audio: DEAF_AND_DUMB, end: () => undefined });
  return { story, call, ended: () => by, run, until, told, silence, press, join, said, count };
}

export const isSilent = (frame: Uint8Array | undefined): boolean => frame?.every((byte) => byte === 0xff) ?? true;
