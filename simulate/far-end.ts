import { keyOfStep } from '../src/hunter/rules/menu-script.js';
import type { Destination, HeardKind, Key, Recording, Verdict } from '../src/hunter/terms.js';
import type { Chance } from './chance.js';
import type { World } from './world.js';

/** The destination's side of one call: its menu, its hold, its agent. It knows nothing of the bot, only a line that may press keys. */
export interface FarEnd {
  answer(): void;
  key(key: Key): void;
  /** A new ear joins the call, and reports what it hears there. */
  heardAnew(): void;
  /** The agent hears somebody. */
  voice(): void;
  stop(): void;
  /** The key the line waits for, `digits`, or undefined. */
  readonly awaited: string | undefined;
  readonly agentIsThere: boolean;
}

/** What the far end can do to its call. */
export interface FarEndTells {
  heard(verdict: Verdict): void;
  hangUp(why: string): void;
  agentCame(): void;
  agentLeft(): void;
}

const SECOND_MS = 1_000;
/** An ear that has just joined knows what it hears after this long. */
const NEW_EAR_MS = 1_200;
const MENU_WAITS_MS = 12 * SECOND_MS;
/** How often a prompt is repeated before the line gives up. */
const MENU_SAYS = 4;
const CALLBACK_WAITS_MS = 45 * SECOND_MS;
const CALLBACK_OFFER: Recording = { id: 'r-callback', kind: 'callback-offer', seconds: 6 };
const DIGITS = 10;

type Awaited = { readonly key: string; readonly next: () => void } | undefined;

export function createFarEnd(world: World, chance: Chance, destination: Destination, tells: FarEndTells): FarEnd {
  const { clock } = world;
  const cancels: (() => void)[] = [];
  const menu = destination.menu.map((step) => keyOfStep(step) ?? '0');
  const holdMs = chance.pick([5, 5, 15, 30, 60, 150, 400]) * SECOND_MS + chance.between(0, 9_000);
  let answeredAt = 0;
  let awaited: Awaited;
  let digits = 0;
  let agentIsThere = false;
  let stopped = false;
  let entering = false;
  let queueing = false;
  /** An ear that joined later knows nothing about what was said before. */
  let ear = 1;
  /** Counts what the line says: music resumes only after the last phrase. */
  let utterance = 0;
  let speaksUntil = 0;
  let cancelImpatience = (): void => {};

  const soon = (ms: number, act: () => void): (() => void) => {
    const cancel = clock.setTimer(() => (stopped ? undefined : act()), ms);
    cancels.push(cancel);
    return cancel;
  };
  /** `agoMs`: how long it has been audible. */
  const hear = (heard: HeardKind, agoMs = 0, more: Partial<Verdict> = {}): void => {
    const atMs = clock.now() - answeredAt;
    tells.heard({ heard, atMs, sinceMs: Math.max(0, atMs - agoMs), reason: 'as simulated', ...more });
  };
  const hangUp = (why: string): void => {
    if (chance.happens(0.3)) hear('busy', 500);
    soon(chance.between(200, 3_000), () => tells.hangUp(why));
  };

  /** A prompt is played, ends, and then the line waits for its key. */
  const prompt = (key: string, next: () => void, toldBefore = 0, says = 1): void => {
    awaited = undefined;
    soon(400, () => hear('menu', 400));
    soon(chance.between(2_000, 7_000), () => {
      const wanted = { key, next };
      awaited = wanted;
      // Sometimes the ear misses the end of a prompt. It does not report a prompt as repeated if it missed it the first time.
      let told = toldBefore;
      const listening = ear;
      const tell = (): void => {
        // An ear that joined after the prompt has not heard it.
        if (listening !== ear) return;
        hear('prompt-ended', 600, toldBefore === ear ? { again: true } : {});
        told = ear;
      };
      if (!chance.happens(0.04)) soon(600, tell);
      soon(MENU_WAITS_MS, () => {
        if (awaited !== wanted) return;
        if (says >= MENU_SAYS) hangUp('The menu got no key.');
        else prompt(key, next, told, says + 1);
      });
    });
  };
  const walk = (step: number): void => {
    const key = menu[step];
    if (key === undefined) queue();
    else prompt(key, () => walk(step + 1));
  };

  const queue = (): void => {
    awaited = undefined;
    queueing = true;
    soon(800, () => hear('announcement', 500));
    if (chance.happens(0.08)) {
      soon(5_000, () => hangUp('The line said that it is too busy.'));
      return;
    }
    soon(chance.between(2_500, 8_000), () => (isHolding() ? hear('music', 400) : undefined));
    soon(holdMs, agentComes);
    if (chance.happens(0.08))
      soon(chance.between(3_000, holdMs), () => (agentIsThere ? undefined : hangUp('Cut off.')));
    if (chance.happens(0.12)) soon(chance.between(9_000, holdMs + 9_000), falsePerson);
    if (chance.happens(0.15)) soon(chance.between(9_000, holdMs), offerCallback);
    for (let at = 60_000; at < holdMs; at += 75_000) soon(at, announce);
  };
  const isHolding = (): boolean => !agentIsThere && !entering;
  const announce = (): void => {
    if (!isHolding()) return;
    hear('announcement', 300);
    musicAfter(5_000);
  };
  const musicAfter = (ms: number): void => {
    speaksUntil = clock.now() + ms;
    utterance += 1;
    const said = utterance;
    soon(ms, () => (isHolding() && said === utterance ? hear('music', 300) : undefined));
  };
  /** A recording the ear mistakes for a person. */
  const falsePerson = (): void => {
    if (!isHolding()) return;
    hear('person', 600, { degree: 'probable' });
    musicAfter(chance.between(1_500, 7_000));
  };

  const offerCallback = (): void => {
    if (!isHolding()) return;
    hear('announcement', 2_000, { recording: CALLBACK_OFFER });
    musicAfter(CALLBACK_WAITS_MS);
    soon(3_000, () => {
      if (!isHolding()) return;
      hear('prompt-ended', 600, { recording: CALLBACK_OFFER });
      const first = entry(0);
      awaited = first;
      soon(CALLBACK_WAITS_MS, () => {
        if (awaited === first) awaited = undefined;
      });
    });
  };
  const entry = (index: number): Awaited => {
    const what = (destination.callback ?? [])[index];
    if (what === undefined) return undefined;
    return { key: what === 'number' ? 'digits' : what, next: () => afterEntry(index + 1) };
  };
  const afterEntry = (index: number): void => {
    entering = true;
    digits = 0;
    awaited = undefined;
    soon(500, () => hear('menu', 300));
    soon(chance.between(2_000, 4_000), () => {
      awaited = entry(index);
      const wanted = awaited;
      soon(600, () => hear('prompt-ended', 600));
      if (wanted === undefined) soon(4_000, () => hangUp('The line will call back.'));
      else soon(60_000, () => (awaited === wanted ? hangUp('The line got no number.') : undefined));
    });
  };

  const agentComes = (): void => {
    if (!isHolding()) return;
    agentIsThere = true;
    tells.agentCame();
    soon(chance.between(300, 900), () => (agentIsThere ? hear('person', 700, { degree: 'probable' }) : undefined));
    soon(2_000, () => (agentIsThere ? hear('person', 1_900, { degree: 'confirmed' }) : undefined));
    soon(chance.between(60_000, 150_000), () => agentLeaves('The agent has waited long enough.'));
    waitForVoice();
  };
  const agentLeaves = (why: string): void => {
    if (!agentIsThere) return;
    agentIsThere = false;
    tells.agentLeft();
    hangUp(why);
  };
  const waitForVoice = (): void => {
    cancelImpatience();
    const silent = () => agentLeaves('The agent heard nobody.');
    cancelImpatience = soon(chance.between(11_000, 16_000), silent);
  };

  return {
    answer() {
      answeredAt = clock.now();
      soon(chance.between(200, 1_500), () => walk(0));
    },
    key(key) {
      const wanted = awaited;
      if (wanted === undefined || agentIsThere) return;
      if (wanted.key === 'digits') {
        digits += 1;
        if (digits === DIGITS) wanted.next();
        return;
      }
      if (wanted.key !== key) return;
      wanted.next();
    },
    heardAnew() {
      ear += 1;
      soon(NEW_EAR_MS, () => {
        if (agentIsThere) hear('person', 900, { degree: 'confirmed' });
        else if (queueing && isHolding() && clock.now() >= speaksUntil) hear('music', 400);
      });
    },
    voice() {
      if (agentIsThere) waitForVoice();
    },
    stop() {
      stopped = true;
      for (const cancel of cancels) cancel();
    },
    get awaited() {
      return awaited?.key;
    },
    get agentIsThere() {
      return agentIsThere;
    },
  };
}
