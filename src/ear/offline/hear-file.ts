import type { Verdict } from '../../hunter/terms.js';
import type { Library } from '../library/library.js';
import { SAMPLES_PER_S } from '../signal/units.js';
import { Listener } from '../worker/listener.js';

/** A telephone packet: the ear of a live call never gets more at once. */
const PIECE_SAMPLES = SAMPLES_PER_S / 50;
const SAMPLES_PER_MS = SAMPLES_PER_S / 1000;

/** What the bot would know of a call besides its sound; times in ms of the call's audio. */
export interface CallNotes {
  readonly keysAtMs: readonly number[];
  /** From here on the call waits; absent: after the last key, or from the start where none was pressed. */
  readonly menuDoneMs?: number;
  /** From here on a person has the call. */
  readonly handedOverMs?: number;
}

type Told = 'ringback' | 'tone' | 'menu' | 'music' | 'announcement' | 'silence' | 'person' | 'too_busy';

/** One verdict as it is told outside. `t_ms`: audio heard until it was given. */
export interface DoorVerdict {
  readonly t_ms: number;
  readonly heard: Told;
  readonly degree?: 'probable' | 'confirmed';
  readonly reason: string;
}

/** `speech`: not yet told apart, so it is held back. */
const TOLD: Readonly<Record<Verdict['heard'], Told | undefined>> = {
  ringback: 'ringback',
  busy: 'tone',
  tone: 'tone',
  menu: 'menu',
  'prompt-ended': 'menu',
  music: 'music',
  speech: undefined,
  announcement: 'announcement',
  silence: 'silence',
  person: 'person',
};

/**
 * Hears a call that was not made by the bot, as if it were live: in packets, never ahead of the audio. What it teaches
 * goes into the library; after `handedOverMs` nothing is heard or kept.
 */
export function* hearCall(samples: Int16Array, notes: CallNotes, library: Library): Generator<DoorVerdict> {
  const listener = new Listener(library);
  const events = eventsOf(notes);
  let last: string | undefined;
  let at = 0;
  const news = function* (verdicts: readonly Verdict[]): Generator<DoorVerdict> {
    for (const verdict of verdicts) {
      const told = verdict.recording?.kind === 'too-busy' ? 'too_busy' : TOLD[verdict.heard];
      if (told === undefined || (told === last && told !== 'person')) continue;
      last = told;
      const { degree, reason } = verdict;
      yield { t_ms: Math.round(at / SAMPLES_PER_MS), heard: told, ...(degree ? { degree } : {}), reason };
    }
  };
  while (at < samples.length) {
    while (events[0] !== undefined && events[0].at <= at) events.shift()?.act(listener);
    const until = Math.min(at + PIECE_SAMPLES, events[0]?.at ?? Number.POSITIVE_INFINITY);
    const piece = samples.subarray(at, until);
    at += piece.length;
    yield* news(listener.hear(piece));
  }
  // Nobody took the call, so the far end has hung up.
  if (notes.handedOverMs === undefined) yield* news(listener.ended());
  listener.tune('off');
}

interface CallEvent {
  /** In samples. */
  readonly at: number;
  readonly act: (listener: Listener) => void;
}

/** What happens on the call besides its sound, in the order of time. */
function eventsOf({ keysAtMs, menuDoneMs, handedOverMs }: CallNotes): CallEvent[] {
  const event = (atMs: number, act: CallEvent['act']): CallEvent => ({ at: Math.round(atMs * SAMPLES_PER_MS), act });
  const keys = [...keysAtMs].sort((a, b) => a - b).map((atMs) => event(atMs, (listener) => listener.keyPressed()));
  const hold = event(menuDoneMs ?? Math.max(0, ...keysAtMs), (listener) => listener.tune('hold'));
  const off = handedOverMs === undefined ? [] : [event(handedOverMs, (listener) => listener.tune('off'))];
  // Sorting keeps what happens at one time in this order.
  return [...keys, hold, ...off].sort((a, b) => a.at - b.at);
}
