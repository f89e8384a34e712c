import type { Recording, RecordingKind } from '../../hunter/terms.js';
import { SLAB_HOPS, type Slab } from '../signal/slabs.js';
import { HOP_MS } from '../signal/units.js';
import { covered, type NamedPart } from './library-part.js';

/** A named stretch of the timeline. */
export interface Named {
  readonly fromPlace: number;
  readonly throughPlace: number;
  readonly recording: Recording;
}

interface Entry extends Named {
  readonly slab: Slab;
  readonly taughtAt: number;
}

/** The named recordings of a destination. */
export class Names {
  #entries: Entry[] = [];
  /** Ids that other processes do not know yet. */
  readonly #news = new Set<string>();

  /** Names a stretch of a slab; replaces a name it covers by more than half. */
  name(
    slab: Slab,
    fromPlace: number,
    throughPlace: number,
    taughtAt: number,
    kind: RecordingKind,
    title?: string,
  ): Recording {
    const seconds = secondsOf(throughPlace - fromPlace);
    const id = `r${slab.id}-${fromPlace - slab.start}`;
    const recording = { id, kind, seconds, ...(title === undefined ? {} : { title }) };
    this.#set({ slab, fromPlace, throughPlace: Math.min(throughPlace, lastOf(slab)), taughtAt, recording });
    this.#news.add(id);
    return recording;
  }

  /** The named recording at a place. */
  at(place: number): Named | undefined {
    return this.#entries.find(({ fromPlace, throughPlace }) => place >= fromPlace && place <= throughPlace);
  }

  /** Changes a recording's kind or title; false when it is not known. */
  relabel(id: string, taughtAt: number, kind: RecordingKind, title?: string): boolean {
    const entry = this.#entries.find(({ recording }) => recording.id === id);
    if (entry === undefined) return false;
    const recording = { ...entry.recording, kind, ...(title === undefined ? {} : { title }) };
    this.#set({ ...entry, taughtAt, recording });
    this.#news.add(id);
    return true;
  }

  /** Extends a recording to a later end. */
  extend(id: string, taughtAt: number, throughPlace: number): void {
    const entry = this.#entries.find(({ recording }) => recording.id === id);
    if (entry === undefined) return;
    const through = Math.min(lastOf(entry.slab), throughPlace);
    if (through <= entry.throughPlace) return;
    const recording = { ...entry.recording, seconds: secondsOf(through - entry.fromPlace) };
    this.#set({ ...entry, throughPlace: through, taughtAt, recording });
    this.#news.add(id);
  }

  /** A named recording was heard again, and its old place is about to be dropped: moves it to the new place. */
  move(named: Named, slab: Slab, byPlaces: number): void {
    const entry = this.#entries.find(({ recording }) => recording.id === named.recording.id);
    if (entry === undefined) return;
    const fromPlace = Math.max(slab.start, named.fromPlace + byPlaces);
    const throughPlace = Math.min(lastOf(slab), named.throughPlace + byPlaces);
    if (throughPlace <= fromPlace) return;
    this.#set({ ...entry, slab, fromPlace, throughPlace });
    this.#news.add(named.recording.id);
  }

  /** Adds a name from another process; of two names for one recording, the later wins. */
  take(slab: Slab, { id, from, through, kind, title, seconds, taughtAt }: NamedPart): void {
    const known = this.#entries.find(({ recording }) => recording.id === id);
    if (known !== undefined && known.taughtAt > taughtAt) return;
    const recording = { id, kind, seconds, ...(title === undefined ? {} : { title }) };
    this.#set({ slab, fromPlace: slab.start + from, throughPlace: slab.start + through, taughtAt, recording });
    this.#news.delete(id);
  }

  get recordings(): readonly Recording[] {
    return this.#entries.map(({ recording }) => recording);
  }

  get all(): readonly NamedPart[] {
    return this.#entries.map(partOf);
  }

  /** Names that other processes do not know yet. Returning them marks them as sent. */
  news(): readonly NamedPart[] {
    const news = this.#entries.filter(({ recording }) => this.#news.has(recording.id)).map(partOf);
    this.#news.clear();
    return news;
  }

  #set(entry: Entry): void {
    const span = spanOf(entry);
    this.#entries = this.#entries.filter(
      (each) => each.recording.id !== entry.recording.id && covered(spanOf(each), span) <= 0.5,
    );
    this.#entries.push(entry);
  }
}

const secondsOf = (hops: number): number => Math.round((hops * HOP_MS) / 100) / 10;
const lastOf = (slab: Slab): number => slab.start + SLAB_HOPS - 1;
const spanOf = ({ fromPlace, throughPlace }: Named) => ({ from: fromPlace, through: throughPlace });

function partOf({ slab, fromPlace, throughPlace, taughtAt, recording }: Entry): NamedPart {
  const { id, kind, title, seconds } = recording;
  const place = { slab: slab.id, from: fromPlace - slab.start, through: throughPlace - slab.start };
  return { ...place, id, kind, ...(title === undefined ? {} : { title }), seconds, taughtAt };
}
