import { Library } from '../../../src/ear/library/library.js';
import { Listener } from '../../../src/ear/worker/listener.js';
import type { EarStage, Verdict } from '../../../src/hunter/terms.js';
import { atLevel, join, type LineQuality, overTheLine, seeded } from '../../support/call-audio.js';
import { speech, VOICES } from '../../support/speech.js';

type Step = Int16Array | 'key' | EarStage;

/** A call as a list of sounds, keys and stages; `mark` stores the current time under a name. */
export class Script {
  readonly steps: Step[] = [];
  readonly marks: Record<string, number> = {};
  #samples = 0;

  add(...steps: readonly Step[]): this {
    for (const step of steps) {
      this.steps.push(step);
      if (typeof step !== 'string') this.#samples += step.length;
    }
    return this;
  }

  mark(name: string): this {
    this.marks[name] = this.#samples / 8;
    return this;
  }
}

/** Plays a script to a listener in 20 ms packets, over a line of the given quality. */
export function play(
  script: Script,
  library = new Library(),
  quality: LineQuality = { gainDb: 0, lossShare: 0, noiseDb: -68 },
  seed = 1,
): Verdict[] {
  const listener = new Listener(library);
  const verdicts: Verdict[] = [];
  const random = seeded(seed);
  let waiting: Int16Array[] = [];
  const flush = () => {
    const audio = overTheLine(join(...waiting), quality, random);
    for (let at = 0; at < audio.length; at += 160) verdicts.push(...listener.hear(audio.subarray(at, at + 160)));
    waiting = [];
  };
  for (const step of script.steps) {
    if (typeof step !== 'string') {
      waiting.push(step);
      continue;
    }
    flush();
    if (step === 'key') listener.keyPressed();
    else listener.tune(step);
  }
  flush();
  listener.tune('off');
  return verdicts;
}

/** Calls to one destination on hold side by side, each over a clean line of its own. */
export class Lines {
  readonly listeners: readonly Listener[];

  constructor(count: number, library = new Library()) {
    this.listeners = Array.from({ length: count }, () => {
      const listener = new Listener(library);
      listener.tune('hold');
      return listener;
    });
  }

  /** Plays a call to each line, taking turns in 20 ms packets; each line starts a fixed time after the one before. */
  play(calls: readonly Int16Array[], apartMs: number): Verdict[][] {
    const audio = calls.map((call, i) => overTheLine(call, { gainDb: -i, lossShare: 0, noiseDb: -68 }, seeded(i + 1)));
    const verdicts: Verdict[][] = calls.map(() => []);
    const longest = Math.max(...calls.map(({ length }, i) => length + i * apartMs * 8));
    for (let at = 0; at < longest; at += 160) {
      audio.forEach((call, i) => {
        const from = at - i * apartMs * 8;
        if (from < 0 || from >= call.length) return;
        verdicts[i]?.push(...(this.listeners[i]?.hear(call.subarray(from, from + 160)) ?? []));
      });
    }
    return verdicts;
  }
}

export const heard = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map(({ heard, degree }) => (degree === undefined ? heard : `${heard}:${degree}`));

export const people = (verdicts: readonly Verdict[]): Verdict[] => verdicts.filter(({ heard }) => heard === 'person');

export async function say(voice: keyof typeof VOICES, text: string, db = -21): Promise<Int16Array> {
  return atLevel(await speech(text, VOICES[voice]), db);
}

/** What the destination in these tests says. */
export async function sayings() {
  const [welcome, topics, keepHolding, scams, agent, man] = await Promise.all([
    say('recording', 'Welcome to the practitioner line. For English, press one.'),
    say('recording', 'For individual accounts, press two. For business accounts, press three.'),
    say('recording', 'Please continue to hold. All of our representatives are assisting other callers.'),
    say('otherRecording', 'Beware of scams. We will never ask for payment by gift card.'),
    say('woman', 'Thank you for calling, my name is Miss Carter. May I have your name please?'),
    say('man', 'Hello, this is Brian, badge number one one seven two. Who am I speaking with?'),
  ]);
  return { welcome, topics, keepHolding, scams, agent, man };
}
