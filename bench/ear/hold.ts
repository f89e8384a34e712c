import { type Random, samplesOf, silence } from '../../test/support/call-audio.js';
import type { Destination, Recording } from './destination.js';
import { between, chance, pick } from './draw.js';
import { amplitude, mixInto, scaled } from './level.js';
import type { Tape } from './tape.js';

const FADE_S = 0.7;
const DUCKED_DB = -15;
/** Now and then the music stays away for a while. */
const SILENT_ROUND = 0.05;

/** The music of one call: goes on where it was left, track after track. */
export class Player {
  readonly #playlist: Destination['playlist'];
  readonly #random: Random;
  #track = 0;
  #at = 0;

  constructor({ playlist, startsAnywhere }: Destination, random: Random) {
    this.#playlist = playlist;
    this.#random = random;
    if (startsAnywhere && playlist.length > 0) {
      this.#track = Math.floor(random() * playlist.length);
      this.#at = Math.floor(random() * (playlist[this.#track]?.audio.length ?? 0));
    }
  }

  /** The next stretch, cut where a track ends: the caller asks again. */
  next(samples: number): { audio: Int16Array; piece: string | undefined } {
    const track = this.#playlist[this.#track];
    if (track === undefined) return { audio: new Int16Array(samples), piece: undefined };
    if (this.#at >= track.audio.length) {
      this.#track = (this.#track + 1) % this.#playlist.length;
      this.#at = 0;
      const gap = Math.min(samples, samplesOf(between(this.#random, 0, this.#playlist.length > 1 ? 2 : 0.2)));
      return { audio: new Int16Array(gap), piece: undefined };
    }
    const audio = track.audio.slice(this.#at, this.#at + samples);
    this.#at += audio.length;
    return { audio, piece: track.id };
  }

  /** A stretch in one piece, over the ends of tracks. */
  stretch(samples: number): Int16Array {
    const out = new Int16Array(samples);
    for (let at = 0; at < samples; ) {
      const { audio } = this.next(samples - at);
      out.set(audio, at);
      at += audio.length;
    }
    return out;
  }
}

/** Whose turn it is to be said; goes on from where it stopped when a caller is put back on hold. */
export interface Turns {
  next: number;
}

/** Holds the line for this long: music, and announcements in turn. */
export function hold(tape: Tape, to: Destination, player: Player, turns: Turns, seconds: number, random: Random): void {
  const endMs = tape.nowMs + seconds * 1000;
  let waitS = chance(random, 0.3) ? between(random, 0, 5) : uneven(to, random);
  for (;;) {
    // An announcement may have gone on for longer than there was left to wait.
    const leftS = Math.max(0, (endMs - tape.nowMs) / 1000);
    const last = waitS >= leftS;
    if (chance(random, SILENT_ROUND)) tape.add({ audio: silence(Math.min(waitS, leftS)), what: 'silence' });
    else play(tape, to, player, samplesOf(Math.min(waitS, leftS)), last);
    if (last) return;
    announce(tape, to, player, turns, random);
    waitS = uneven(to, random);
  }
}

const uneven = ({ everyS, unevenness }: Destination, random: Random): number =>
  everyS * between(random, 1 - unevenness, 1 + unevenness);

function play(tape: Tape, to: Destination, player: Player, samples: number, last: boolean): void {
  const fade = to.under === 'faded';
  for (let at = 0; at < samples; ) {
    const { audio, piece } = player.next(samples - at);
    if (fade && at === 0) ramp(audio, 0, 1, 0);
    at += audio.length;
    if (fade && at >= samples && !last) ramp(audio, 1, 0, audio.length - samplesOf(FADE_S));
    if (piece === undefined) tape.add({ audio, what: 'silence' });
    else tape.add({ audio, what: 'music', recording: piece });
    // A stretch of no length is a gap of none: the next track follows at once.
  }
}

function announce(tape: Tape, to: Destination, player: Player, turns: Turns, random: Random): void {
  const turn = turns.next++;
  const all = to.numbered === undefined ? to.announcements : [...to.announcements, to.numbered];
  const said = chance(random, to.rareShare) ? pick(random, to.rare) : all[turn % all.length];
  if (said === undefined) return;
  const parts: { recording: Recording; what: 'announcement' | 'tail' }[] = [{ recording: said, what: 'announcement' }];
  if (said === to.numbered && to.numbers.length > 0) {
    parts.push({ recording: pick(random, to.numbers), what: 'tail' });
    if (chance(random, 0.3)) parts.push({ recording: pick(random, to.numbers), what: 'tail' });
  }
  if (to.under !== 'ducked') tape.add({ audio: silence(to.gapS), what: 'silence' });
  for (const { recording, what } of parts) {
    const audio = recording.audio.slice();
    if (to.under === 'ducked') mixInto(audio, scaled(player.stretch(audio.length), amplitude(DUCKED_DB)));
    tape.add({ audio, what, recording: recording.id });
  }
  if (to.under !== 'ducked') tape.add({ audio: silence(to.gapS), what: 'silence' });
}

/** Turns the sound up or down over the fade's time, in place; from there on it stays. */
function ramp(audio: Int16Array, from: number, to: number, at: number): void {
  const samples = samplesOf(FADE_S);
  for (let i = Math.max(0, at); i < Math.min(audio.length, at + samples); i++) {
    audio[i] = Math.round((audio[i] ?? 0) * (from + ((to - from) * (i - at)) / samples));
  }
}
