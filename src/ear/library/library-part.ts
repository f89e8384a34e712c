import type { RecordingKind } from '../../hunter/terms.js';

const DAY_MS = 24 * 3_600_000;

/** Days since 1970: the precision at which a last hearing is stored. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/**
 * Landmarks of one slab, a stretch of one call that has the same id in every process. Two columns of equal length: hops
 * from the start of the slab, and hashes.
 */
export interface SlabPart {
  readonly id: string;
  /** The day any of it was last heard (days since 1970). */
  readonly day: number;
  readonly offsets: Uint16Array<ArrayBuffer>;
  readonly hashes: Int32Array<ArrayBuffer>;
}

/** A name for a stretch of a slab. */
export interface NamedPart {
  readonly slab: string;
  readonly from: number;
  readonly through: number;
  readonly id: string;
  readonly kind: RecordingKind;
  readonly title?: string | undefined;
  readonly seconds: number;
  /** Epoch ms. When a recording was named twice, the later name wins. */
  readonly taughtAt: number;
}

/** A recording heard on hold, and how often; `from` may lie a little before its slab. */
export interface HeardPart {
  readonly slab: string;
  readonly from: number;
  readonly through: number;
  readonly hearings: number;
}

export interface HabitsPart {
  readonly heard: readonly HeardPart[];
  /** How long callers waited before each of the newest recordings, in hops, oldest first. */
  readonly leads: readonly number[];
}

/**
 * What a library has learned, as stored and sent: all of it, or everything since the last part. Parts add up, so one
 * shape serves both.
 */
export interface LibraryPart {
  /** The slab that has gone unheard longest comes first. */
  readonly slabs: readonly SlabPart[];
  readonly names: readonly NamedPart[];
  readonly habits: HabitsPart;
  readonly calls: number;
  readonly heardMs: number;
  /** Statistics of the recorded voice; empty when there are none. */
  readonly voice: readonly number[];
}

export const EMPTY_PART: LibraryPart = {
  slabs: [],
  names: [],
  habits: { heard: [], leads: [] },
  calls: 0,
  heardMs: 0,
  voice: [],
};

/** How many leads to keep; the habits compare no more than that. */
const LEADS = 12;
const RECORDINGS = 40;

/** The hash (21 bits) and offset (16 bits) as one number. */
const keyOf = (hash: number, offset: number): number => hash * 65_536 + offset;
const heardKey = ({ slab, from, through }: HeardPart): string => `${slab} ${from} ${through}`;

/** Merges parts, given in the order they were made. */
export function addUp(parts: readonly LibraryPart[]): LibraryPart {
  const slabs = new Map<string, { day: number; pieces: SlabPart[] }>();
  const names = new Map<string, NamedPart>();
  const heard = new Map<string, HeardPart>();
  for (const part of parts) {
    for (const slab of part.slabs) {
      const known = slabs.get(slab.id) ?? { day: 0, pieces: [] };
      slabs.set(slab.id, known);
      known.day = Math.max(known.day, slab.day);
      if (slab.hashes.length > 0) known.pieces.push(slab);
    }
    for (const name of part.names) {
      const known = names.get(name.id);
      if (known !== undefined && known.taughtAt > name.taughtAt) continue;
      // Later names go to the end, because they win over the names they overlap.
      names.delete(name.id);
      names.set(name.id, name);
    }
    for (const each of part.habits.heard) {
      const key = heardKey(each);
      const hearings = (heard.get(key)?.hearings ?? 0) + each.hearings;
      heard.delete(key);
      heard.set(key, { ...each, hearings });
    }
  }
  return {
    slabs: [...slabs].map(([id, { day, pieces }]) => joined(id, day, pieces)).sort(byDay),
    names: withoutOverlapped([...names.values()]),
    habits: {
      heard: [...heard.values()].slice(-RECORDINGS),
      leads: parts.flatMap(({ habits }) => habits.leads).slice(-LEADS),
    },
    calls: sum(parts, ({ calls }) => calls),
    heardMs: sum(parts, ({ heardMs }) => heardMs),
    voice: voicesOf(parts),
  };
}

const byDay = (a: SlabPart, b: SlabPart): number => a.day - b.day || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const sum = (parts: readonly LibraryPart[], figure: (part: LibraryPart) => number): number =>
  parts.reduce((total, part) => total + figure(part), 0);

/** Merges pieces of one slab: each landmark once, in time order. */
function joined(id: string, day: number, pieces: readonly SlabPart[]): SlabPart {
  const landmarks = new Set<number>();
  for (const { hashes, offsets } of pieces)
    for (let i = 0; i < hashes.length; i++) landmarks.add((offsets[i] ?? 0) * 2 ** 32 + ((hashes[i] ?? 0) >>> 0));
  const keys = Float64Array.from(landmarks).sort();
  return {
    id,
    day,
    offsets: Uint16Array.from(keys, (key) => Math.floor(key / 2 ** 32)),
    hashes: Int32Array.from(keys, (key) => (key % 2 ** 32) | 0),
  };
}

/** A later name replaces one it covers by more than half. */
function withoutOverlapped(names: readonly NamedPart[]): readonly NamedPart[] {
  return names.filter(
    (name, i) => !names.some((later, j) => j > i && later.slab === name.slab && covered(name, later) > 0.5),
  );
}

/** The share of `span` that `other` covers. */
export function covered(span: Span, other: Span): number {
  const shared = Math.min(other.through, span.through) - Math.max(other.from, span.from);
  return span.through === span.from ? (shared >= 0 ? 1 : 0) : shared / (span.through - span.from);
}

interface Span {
  readonly from: number;
  readonly through: number;
}

function voicesOf(parts: readonly LibraryPart[]): readonly number[] {
  const shape = parts.findLast(({ voice }) => voice.length > 0)?.voice.length ?? 0;
  const total = new Array<number>(shape).fill(0);
  for (const { voice } of parts) {
    if (voice.length === shape) for (let i = 0; i < shape; i++) total[i] = (total[i] ?? 0) + (voice[i] ?? 0);
  }
  return total;
}

/**
 * What is new in a part, so that adding it to `known` counts nothing twice. If both contain sound of the same call they
 * share a history, so only the surplus of each count is new.
 */
export function newIn(part: LibraryPart, known: LibraryPart): LibraryPart {
  const slabs = new Map(known.slabs.map((slab) => [slab.id, slab]));
  const names = new Map(known.names.map((name) => [name.id, name]));
  const heard = new Map(known.habits.heard.map((each) => [heardKey(each), each.hearings]));
  const shared = part.slabs.some(({ id }) => slabs.has(id));
  const surplus = (theirs: number, ours: number): number => (shared ? Math.max(0, theirs - ours) : theirs);
  return {
    slabs: part.slabs.flatMap((slab) => newOf(slab, slabs.get(slab.id))),
    names: part.names.filter(({ id, taughtAt }) => taughtAt > (names.get(id)?.taughtAt ?? Number.NEGATIVE_INFINITY)),
    habits: {
      heard: part.habits.heard.flatMap((each) => {
        const before = heard.get(heardKey(each));
        if (before === undefined) return [each];
        return each.hearings > before ? [{ ...each, hearings: each.hearings - before }] : [];
      }),
      leads: shared ? [] : part.habits.leads,
    },
    calls: surplus(part.calls, known.calls),
    heardMs: surplus(part.heardMs, known.heardMs),
    voice: newVoice(part.voice, shared ? known.voice : []),
  };
}

function newOf(slab: SlabPart, known: SlabPart | undefined): SlabPart[] {
  if (known === undefined) return [slab];
  const keys = new Set<number>();
  for (const [i, hash] of known.hashes.entries()) keys.add(keyOf(hash, known.offsets[i] ?? 0));
  const fresh = [...slab.hashes.keys()].filter((i) => !keys.has(keyOf(slab.hashes[i] ?? 0, slab.offsets[i] ?? 0)));
  if (fresh.length === 0 && slab.day <= known.day) return [];
  return [
    {
      ...slab,
      offsets: Uint16Array.from(fresh, (i) => slab.offsets[i] ?? 0),
      hashes: Int32Array.from(fresh, (i) => slab.hashes[i] ?? 0),
    },
  ];
}

function newVoice(theirs: readonly number[], ours: readonly number[]): readonly number[] {
  if (ours.length !== theirs.length) return ours.length === 0 ? theirs : [];
  return (theirs[0] ?? 0) > (ours[0] ?? 0) ? theirs.map((value, i) => value - (ours[i] ?? 0)) : [];
}

/**
 * Drops what was not heard since a day, and all beyond `most` landmarks, starting with what has gone unheard longest.
 */
export function withoutAged(part: LibraryPart, sinceDay: number, most = Number.POSITIVE_INFINITY): LibraryPart {
  let left = most;
  const kept = part.slabs.toReversed().filter(({ day, hashes }) => {
    left -= hashes.length;
    return day >= sinceDay && left >= 0;
  });
  return onlySlabs(part, new Set(kept.map(({ id }) => id)));
}

/**
 * The same for parts that are not merged yet: a later part may say that something from an earlier one was heard again.
 */
export function allWithoutAged(parts: readonly LibraryPart[], sinceDay: number): readonly LibraryPart[] {
  const kept = new Set(parts.flatMap(({ slabs }) => slabs.filter(({ day }) => day >= sinceDay).map(({ id }) => id)));
  return parts.map((part) => onlySlabs(part, kept));
}

function onlySlabs(part: LibraryPart, kept: ReadonlySet<string>): LibraryPart {
  const slabs = part.slabs.filter(({ id }) => kept.has(id));
  if (slabs.length === part.slabs.length) return part;
  const isKept = ({ slab }: { readonly slab: string }): boolean => kept.has(slab);
  return {
    ...part,
    slabs,
    names: part.names.filter(isKept),
    habits: { ...part.habits, heard: part.habits.heard.filter(isKept) },
  };
}

export function isEmpty({ slabs, names, habits, calls, voice }: LibraryPart): boolean {
  return slabs.length + names.length + habits.heard.length + calls + voice.length === 0;
}

/** The buffers that hold its landmarks, to be transferred between threads. */
export const memoryOf = ({ slabs }: LibraryPart): ArrayBuffer[] =>
  slabs.flatMap(({ offsets, hashes }) => [offsets.buffer, hashes.buffer]);
