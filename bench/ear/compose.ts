import { busy, join, noise, type Random, ringback, samplesOf, seeded, silence } from '../../test/support/call-audio.js';
import { Staff } from './agent.js';
import type { Agent, Call, CallKind } from './call.js';
import { drawChannel, send } from './channel.js';
import { type Arrival, type Destination, drawDestination } from './destination.js';
import { between, chance, hashOf, pick, weighted, whole } from './draw.js';
import { hold, Player, type Turns } from './hold.js';
import { mixInto } from './level.js';
import type { Material } from './material.js';
import { Tape } from './tape.js';

/** A first call is mostly a plain one, so that cold figures rest on agents too. */
const FIRST = { normal: 0.78, 'two-agents': 0.1, 'hold-only': 0.06, 'agent-at-once': 0.06, 'too-busy': 0 } as const;
const LATER = { normal: 0.6, 'two-agents': 0.14, 'hold-only': 0.08, 'agent-at-once': 0.1, 'too-busy': 0.08 } as const;
const CALLS = { least: 4, most: 6 } as const;
/** All calls together last 3 to 10 minutes; what comes before and after the hold takes about one. */
const HOLD_S = { least: 110, most: 420 } as const;
/** This many calls find nobody free to take them, and the agent hangs up. */
const NOT_TAKEN = 0.15;
const TAKEN_AFTER_S = { least: 12, most: 20 } as const;
/** The chance that a destination with a way of its own to bring in an agent does it otherwise this time. */
const OTHER_ARRIVAL = 0.25;

/** Composes the calls of one destination, in their order; the same seed and place give the same calls. */
export function* composeGroup(material: Material, seed: number, group: number): Generator<Call> {
  const random = seeded(hashOf(`seed ${seed} group ${group}`));
  const to = drawDestination(`${seed}-${group}`, material, random);
  const staff = new Staff(material, random);
  const played = new Set<string>();
  const count = whole(random, CALLS.least, CALLS.most);
  for (let place = 0; place < count; place++) {
    const kind: CallKind = weighted(random, place === 0 ? FIRST : LATER);
    const call = new Composer(to, staff, new Tape(played), random).compose(kind);
    const arrived = send(call.audio, drawChannel(random), random);
    yield { ...moved(call, arrived.at), audio: arrived.audio, seed, destination: to.name, place, kind };
  }
}

type Composed = Omit<Call, 'seed' | 'destination' | 'place' | 'kind'>;

/** Puts what is true of a call where it is heard after the channel's slips. */
function moved(call: Composed, at: (tMs: number) => number): Composed {
  const span = <T extends Agent>(one: T): T => ({ ...one, fromMs: at(one.fromMs), toMs: at(one.toMs) });
  return {
    ...call,
    keys: call.keys.map((key) => ({ ...key, tMs: at(key.tMs) })),
    menuDoneMs: at(call.menuDoneMs),
    ...(call.handedOverMs === undefined ? {} : { handedOverMs: at(call.handedOverMs) }),
    agents: call.agents.map(span),
    segments: call.segments.map(span),
  };
}

/** One call on its way: what it has been through so far stands on the tape. */
class Composer {
  readonly #to: Destination;
  readonly #staff: Staff;
  readonly #tape: Tape;
  readonly #random: Random;
  readonly #player: Player;
  readonly #turns: Turns = { next: 0 };
  readonly #keys: { tMs: number; digit: string }[] = [];
  readonly #agents: Agent[] = [];

  constructor(to: Destination, staff: Staff, tape: Tape, random: Random) {
    this.#to = to;
    this.#staff = staff;
    this.#tape = tape;
    this.#random = random;
    this.#player = new Player(to, random);
  }

  compose(kind: CallKind): Composed {
    const random = this.#random;
    this.#ring(between(random, 2, 9));
    const menuDoneMs = this.#menu();
    let handedOverMs: number | undefined;
    if (kind === 'too-busy') this.#turnedAway();
    else {
      if (kind !== 'agent-at-once') this.#hold(between(random, HOLD_S.least, HOLD_S.most));
      if (kind === 'two-agents') {
        this.#firstAgent();
        this.#hold(between(random, 25, 120));
      }
      if (kind !== 'hold-only') handedOverMs = this.#lastAgent();
    }
    return {
      audio: this.#tape.whole(),
      keys: this.#keys,
      menuDoneMs,
      ...(handedOverMs === undefined ? {} : { handedOverMs }),
      agents: this.#agents,
      segments: this.#tape.segments,
    };
  }

  #ring(seconds: number): void {
    const audio = ringback(Math.ceil(seconds / 6)).subarray(0, samplesOf(seconds));
    this.#tape.add({ audio, what: 'ringback' });
    this.#quiet(0.1, 0.8);
  }

  #quiet(least: number, most: number): void {
    this.#tape.add({ audio: silence(between(this.#random, least, most)), what: 'silence' });
  }

  /** Walks the menu; gives the time from which the caller waits for an agent. */
  #menu(): number {
    const random = this.#random;
    const tape = this.#tape;
    for (const { prompt, digit, repeats } of this.#to.menu) {
      const what = 'menu';
      const times = whole(random, 0, repeats);
      for (let i = 0; i < times; i++) {
        tape.add({ audio: prompt.audio, what, recording: prompt.id });
        this.#quiet(0.8, 3);
      }
      if (chance(random, 0.3)) {
        const heard = Math.floor(prompt.audio.length * between(random, 0.5, 0.95));
        tape.add({ audio: prompt.audio.slice(0, heard), what, recording: prompt.id }, true);
      } else {
        tape.add({ audio: prompt.audio, what, recording: prompt.id });
        this.#quiet(0.4, 2);
      }
      this.#keys.push({ tMs: tape.nowMs, digit });
      this.#quiet(0.3, 1.2);
    }
    const { disclosures, disclosuresInMenu } = this.#to;
    const pressedMs = tape.nowMs;
    for (const { id, audio } of disclosures) {
      tape.add({ audio, what: disclosuresInMenu ? 'menu' : 'announcement', recording: id });
      this.#quiet(0.3, 1.2);
    }
    return disclosuresInMenu ? tape.nowMs : pressedMs;
  }

  #hold(seconds: number): void {
    hold(this.#tape, this.#to, this.#player, this.#turns, seconds, this.#random);
  }

  #turnedAway(): void {
    const { id, audio } = this.#to.tooBusy;
    this.#tape.add({ audio, what: 'announcement', recording: id });
    this.#quiet(0.2, 1.5);
    if (chance(this.#random, 0.4)) this.#tape.add({ audio: busy(whole(this.#random, 2, 6)), what: 'busy' });
  }

  /** How the hold ends just before an agent is there. */
  #arrive(): void {
    const random = this.#random;
    const { connecting, connectingShare } = this.#to;
    if (connecting !== undefined && chance(random, connectingShare)) {
      this.#quiet(0, 0.6);
      this.#tape.add({ audio: connecting.audio, what: 'announcement', recording: connecting.id });
    }
    const all: readonly Arrival[] = ['silence', 'cut', 'click', 'ringback'];
    const way = chance(random, OTHER_ARRIVAL) ? pick(random, all) : this.#to.arrival;
    if (way === 'silence') this.#quiet(0.3, 2);
    if (way === 'click') {
      this.#quiet(0, 0.3);
      this.#tape.add({ audio: click(random), what: 'silence' });
      this.#quiet(0.1, 0.8);
    }
    if (way === 'ringback') {
      this.#quiet(0, 0.4);
      this.#ring(between(random, 0.5, 7));
    }
  }

  /** An agent who says a few words and puts the caller back on hold. */
  #firstAgent(): void {
    this.#arrive();
    const seconds = between(this.#random, 4, 11);
    const fromMs = this.#speak(this.#staff.speak(seconds).subarray(0, samplesOf(seconds)));
    this.#agents.push({ fromMs, toMs: this.#tape.nowMs });
    this.#quiet(0, 0.8);
  }

  /** The agent somebody is to talk to; undefined when nobody takes the call. */
  #lastAgent(): number | undefined {
    const random = this.#random;
    this.#arrive();
    if (chance(random, NOT_TAKEN)) {
      const fromMs = this.#speak(this.#staff.speak(between(random, 14, 28)));
      this.#agents.push({ fromMs, toMs: this.#tape.nowMs });
      this.#quiet(0.5, 3);
      return undefined;
    }
    const takenS = between(random, TAKEN_AFTER_S.least, TAKEN_AFTER_S.most);
    const fromMs = this.#speak(this.#staff.speak(takenS + 4));
    const takenMs = fromMs + takenS * 1000;
    this.#agents.push({ fromMs, toMs: takenMs });
    return takenMs;
  }

  /** Puts an agent's words on the tape, with the room around them; gives the time of the first word. */
  #speak(words: Int16Array): number {
    const before = samplesOf(between(this.#random, 0, 0.4));
    const audio = this.#staff.background(before + words.length);
    mixInto(audio, words, before);
    const fromMs = this.#tape.nowMs + before / 8;
    this.#tape.add({ audio, what: 'agent' });
    return fromMs;
  }
}

/** A switch closes. */
const click = (random: Random): Int16Array => join(noise(0.004, random, -14), noise(0.012, random, -32));
