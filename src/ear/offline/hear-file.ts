import type { Verdict } from '../../hunter/terms.js';
import type { Library } from '../library/library.js';
import { SAMPLES_PER_S } from '../signal/units.js';
import { Listener } from '../worker/listener.js';

/** One audio packet: on a live call the ear never gets more at once. */
const PIECE_SAMPLES = SAMPLES_PER_S / 50;
const SAMPLES_PER_MS = SAMPLES_PER_S / 1000;

/** What the bot would know about a call besides its sound; times are ms of the call's audio. */
export interface CallNotes {
  readonly keysAtMs: readonly number[];
  /** When the call goes on hold. If absent: after the last key, or at the start when no key was pressed. */
  readonly menuDoneMs?: number;
  /** When a person takes over the call. */
  readonly handedOverMs?: number;
}

type Told = 'ringback' | 'tone' | 'menu' | 'music' | 'announcement' | 'silence' | 'person' | 'too_busy';

/** One verdict as printed. `t_ms`: how much audio had been heard by then. */
export interface FileVerdict {
  readonly t_ms: number;
  readonly heard: Told;
  readonly degree?: 'probable' | 'confirmed';
  readonly reason: string;
}

/** `speech` is not printed: it is not yet clear whether a person or a recording speaks. */
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
 * Hears a call from a file as if it were live: in packets, and never ahead of the audio. What it teaches goes into the
 * library; nothing after `handedOverMs` is heard or kept.
 */
export function* hearCall(samples: Int16Array, notes: CallNotes, library: Library): Generator<FileVerdict> {
  const listener = new Listener(library);
  const events = eventsOf(notes);
  let last: string | undefined;
  let at = 0;
  const news = function* (verdicts: readonly Verdict[]): Generator<FileVerdict> {
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
  // Nobody took the call, so the far end hung up.
  if (notes.handedOverMs === undefined) yield* news(listener.ended());
  listener.tune('off');
}

interface CallEvent {
  /** In samples. */
  readonly at: number;
  readonly act: (listener: Listener) => void;
}

/** What happens on the call besides its sound, in time order. */
function eventsOf({ keysAtMs, menuDoneMs, handedOverMs }: CallNotes): CallEvent[] {
  const event = (atMs: number, act: CallEvent['act']): CallEvent => ({ at: Math.round(atMs * SAMPLES_PER_MS), act });
  const keys = [...keysAtMs].sort((a, b) => a - b).map((atMs) => event(atMs, (listener) => listener.keyPressed()));
  const hold = event(menuDoneMs ?? Math.max(0, ...keysAtMs), (listener) => listener.tune('hold'));
  const off = handedOverMs === undefined ? [] : [event(handedOverMs, (listener) => listener.tune('off'))];
  // The sort is stable, so simultaneous events stay in this order.
  return [...keys, hold, ...off].sort((a, b) => a.at - b.at);
}
