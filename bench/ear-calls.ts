import { join, noise, type Random, ringback, samplesOf, silence } from '../test/support/call-audio.js';
import { levelled, type Material } from './ear-material.js';

/** What one destination plays to every caller. */
export interface DestinationSound {
  readonly prompts: readonly Int16Array[];
  readonly disclosures: Int16Array | undefined;
  readonly announcements: readonly Int16Array[];
  readonly tracks: readonly Int16Array[];
  readonly holdStyle: 'music' | 'silence';
  readonly everyS: number;
  readonly gapS: number;
  readonly ringsBeforeAgent: boolean;
}

/** A composed call and what is true of it; times in ms. */
export interface BenchCall {
  readonly kind: 'agent' | 'hold-only' | 'agent-at-once';
  readonly audio: Int16Array;
  readonly keysAtMs: readonly number[];
  readonly promptEndsMs: readonly number[];
  readonly agentAtMs: number | undefined;
  /** Recordings played, so that a false offer can be told as “known” or “never heard before”. */
  readonly recordings: readonly { readonly recording: Int16Array; readonly fromMs: number; readonly toMs: number }[];
}

/** Draws a destination: its prompts, its music and its habits. */
export async function destinationSound(material: Material, random: Random): Promise<DestinationSound> {
  const prompts = async (count: number) => {
    const made: Int16Array[] = [];
    for (let i = 0; i < count; i++) made.push(levelled(await material.prompt(random), -20 - 4 * random()));
    return made;
  };
  const trackCount = 1 + Math.floor(2 * random());
  const tracks: Int16Array[] = [];
  for (let i = 0; i < trackCount; i++) tracks.push(levelled(await material.music(random, 70), -20 - 6 * random()));
  return {
    prompts: await prompts(1 + Math.floor(2 * random())),
    disclosures: random() < 0.6 ? join(...(await prompts(2)).flatMap((part) => [part, silence(0.5)])) : undefined,
    announcements: await prompts(1 + Math.floor(3 * random())),
    tracks,
    holdStyle: random() < 0.85 ? 'music' : 'silence',
    everyS: 15 + 25 * random(),
    gapS: 0.7 * random(),
    ringsBeforeAgent: random() < 0.3,
  };
}

/** Composes a call to a destination, second by second. */
export async function benchCall(
  sound: DestinationSound,
  kind: BenchCall['kind'],
  material: Material,
  random: Random,
): Promise<BenchCall> {
  const parts: Int16Array[] = [];
  let length = 0;
  const nowMs = () => length / 8;
  const recordings: { recording: Int16Array; fromMs: number; toMs: number }[] = [];
  const add = (part: Int16Array) => {
    recordings.push({ recording: part, fromMs: length / 8, toMs: (length + part.length) / 8 });
    parts.push(part);
    length += part.length;
  };
  const keysAtMs: number[] = [];
  const promptEndsMs: number[] = [];
  add(ringback(1).subarray(0, samplesOf(2 + 3 * random())));
  add(silence(0.4));
  for (const prompt of sound.prompts) {
    add(prompt);
    promptEndsMs.push(nowMs());
    add(silence(1));
    keysAtMs.push(nowMs());
    add(silence(0.3 + 0.7 * random()));
  }
  if (kind !== 'agent-at-once') {
    if (sound.disclosures !== undefined) add(sound.disclosures);
    await hold(sound, random, add);
  }
  const agentAtMs = kind === 'hold-only' ? undefined : await agent(sound, material, random, add, nowMs);
  return { kind, audio: join(...parts), keysAtMs, promptEndsMs, agentAtMs, recordings };
}

async function hold(sound: DestinationSound, random: Random, add: (part: Int16Array) => void): Promise<void> {
  const rounds = 2 + Math.floor(4 * random());
  let trackAt = Math.floor(random() * 30 * 8000);
  for (let round = 0; round < rounds; round++) {
    const track = sound.tracks[round % sound.tracks.length] ?? silence(1);
    const length = samplesOf(sound.everyS);
    const piece = Int16Array.from({ length }, (_, i) => track[(trackAt + i) % track.length] ?? 0);
    trackAt += length;
    add(sound.holdStyle === 'music' ? piece : silence(sound.everyS));
    add(silence(sound.gapS));
    if (round < rounds - 1) add(sound.announcements[round % sound.announcements.length] ?? silence(1));
    add(silence(sound.gapS));
  }
}

async function agent(
  sound: DestinationSound,
  material: Material,
  random: Random,
  add: (part: Int16Array) => void,
  nowMs: () => number,
): Promise<number> {
  if (sound.ringsBeforeAgent) add(ringback(1).subarray(0, samplesOf(2)));
  add(silence(0.3 + 1.5 * random()));
  const agentAtMs = nowMs();
  const levelDb = -18 - 8 * random();
  const roomDb = -75 + 25 * random();
  for (const waitS of [2 + 3 * random(), 3]) {
    const words = levelled(await material.agent(random), levelDb);
    const room = noise(words.length / 8000 + waitS, random, roomDb);
    add(room.map((sample, i) => Math.max(-32768, Math.min(32767, sample + (words[i] ?? 0)))));
  }
  return agentAtMs;
}
