import { promisify } from 'node:util';
import { crc32, gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { SLAB_HOPS } from '../signal/slabs.js';
import type { LibraryPart, SlabPart } from './library-part.js';

/**
 * A destination's library, or a part of it, as bytes:
 * magic `HHLB` · version (2 bytes) · length of the body (4) · CRC-32 of all other bytes (4) · body, gzipped.
 * The body: length of the head (4) · head, JSON · for each slab the offsets (2 bytes each), then the hashes (4 each).
 * All numbers are little-endian, as are the machines it runs on, so columns are copied as they are.
 */
const MAGIC = 'HHLB';
/** Raise this whenever `landmarks.ts` or `voice.ts` would produce different numbers for the same sound. */
const VERSION = 1;
const BODY_AT = 14;
const CRC_AT = 10;
/** Two generations take a tenth of this; a larger body is not a library. */
const MOST_BODY_BYTES = 128 * 2 ** 20;
/** Landmarks hardly compress, so more effort gains nothing. */
const GZIP = { level: 3 } as const;
const UNZIP = { maxOutputLength: MOST_BODY_BYTES } as const;

/** The bytes are not a usable library. The message says what was found, as a sentence without its period. */
export class LibraryFileError extends Error {
  override readonly name = 'LibraryFileError';

  constructor(
    readonly found: 'foreign' | 'other-version' | 'damaged',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Metadata of a part. */
export interface PartInfo {
  readonly destination?: string | undefined;
  /** The library that wrote it, so that a library can skip its own parts. */
  readonly writer?: string | undefined;
  /** Set on a snapshot: it contains everything in the log up to this entry. */
  readonly covers?: string | undefined;
}

export interface KeptPart extends PartInfo {
  readonly part: LibraryPart;
}

const id = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.int().min(0);
const offset = z.int().min(0).max(SLAB_HOPS);
const head = z.strictObject({
  destination: z.string().optional(),
  writer: z.string().optional(),
  covers: z.string().optional(),
  calls: count,
  heardMs: count,
  voice: z.array(z.number()),
  slabs: z.array(z.tuple([id, count, count])),
  names: z.array(
    z.strictObject({
      slab: id,
      from: offset,
      through: offset,
      id: z.string().min(1),
      kind: z.enum(['announcement', 'too-busy', 'callback-offer', 'menu', 'voice-challenge', 'closed']),
      title: z.string().optional(),
      seconds: z.number().min(0),
      taughtAt: z.number(),
    }),
  ),
  heard: z.array(z.tuple([id, z.int(), z.int(), count])),
  leads: z.array(count),
});

export function encodePart(kept: KeptPart): Buffer {
  return wrap(gzipSync(bodyOf(kept), GZIP));
}

const gzipAside = promisify(gzip);
const gunzipAside = promisify(gunzip) as (bytes: Uint8Array, options: typeof UNZIP) => Promise<Buffer>;

/** Like `encodePart`, compressing off this thread. */
export async function encodePartAside(kept: KeptPart): Promise<Buffer> {
  return wrap((await gzipAside(bodyOf(kept))) as Buffer);
}

/** Throws a `LibraryFileError` for anything `encodePart` did not make. */
export function decodePart(bytes: Uint8Array): KeptPart {
  const zipped = unwrap(bytes);
  return partOf(unzipped(() => gunzipSync(zipped, UNZIP)));
}

/** Like `decodePart`, decompressing off this thread. */
export async function decodePartAside(bytes: Uint8Array): Promise<KeptPart> {
  const zipped = unwrap(bytes);
  const body = await gunzipAside(zipped, UNZIP).catch((cause: unknown) =>
    damaged('its body cannot be unpacked', cause),
  );
  return partOf(body);
}

function bodyOf({ destination, writer, covers, part }: KeptPart): Buffer {
  const json = Buffer.from(
    JSON.stringify({
      destination,
      writer,
      covers,
      calls: part.calls,
      heardMs: part.heardMs,
      voice: part.voice,
      slabs: part.slabs.map(({ id, day, hashes }) => [id, day, hashes.length]),
      names: part.names.map(({ slab, from, through, id, kind, title, seconds, taughtAt }) => ({
        ...{ slab, from, through, id, kind, title, seconds, taughtAt },
      })),
      heard: part.habits.heard.map(({ slab, from, through, hearings }) => [slab, from, through, hearings]),
      leads: part.habits.leads,
    }),
  );
  const landmarks = part.slabs.reduce((total, { hashes }) => total + hashes.length, 0);
  const body = Buffer.alloc(4 + json.length + 6 * landmarks);
  body.writeUInt32LE(json.length);
  json.copy(body, 4);
  let at = 4 + json.length;
  for (const { offsets, hashes } of part.slabs) {
    for (const column of [offsets, hashes]) {
      body.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
      at += column.byteLength;
    }
  }
  return body;
}

function wrap(zipped: Buffer): Buffer {
  const bytes = Buffer.alloc(BODY_AT + zipped.length);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt16LE(VERSION, 4);
  bytes.writeUInt32LE(zipped.length, 6);
  zipped.copy(bytes, BODY_AT);
  bytes.writeUInt32LE(sumOf(bytes), CRC_AT);
  return bytes;
}

const sumOf = (bytes: Buffer): number => crc32(bytes.subarray(BODY_AT), crc32(bytes.subarray(0, CRC_AT)));

function unwrap(given: Uint8Array): Buffer {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length === 0) throw new LibraryFileError('foreign', 'it is empty');
  if (bytes.toString('latin1', 0, 4) !== MAGIC)
    throw new LibraryFileError('foreign', 'this is not a library of Hold Hunter');
  if (bytes.length < BODY_AT) return damaged('it is cut off');
  const version = bytes.readUInt16LE(4);
  if (version !== VERSION) {
    const message = `it is of version ${version}, and this Hold Hunter reads version ${VERSION}`;
    throw new LibraryFileError('other-version', message);
  }
  const length = bytes.readUInt32LE(6);
  if (bytes.length < BODY_AT + length) return damaged('it is cut off');
  if (bytes.length > BODY_AT + length || bytes.readUInt32LE(CRC_AT) !== sumOf(bytes)) return damaged('it was changed');
  return bytes.subarray(BODY_AT);
}

function damaged(what: string, cause?: unknown): never {
  throw new LibraryFileError('damaged', `${what}, so nothing in it can be trusted`, { cause });
}

function unzipped(act: () => Buffer): Buffer {
  try {
    return act();
  } catch (cause) {
    return damaged('its body cannot be unpacked', cause);
  }
}

function partOf(body: Buffer): KeptPart {
  const { read, at } = headOf(body);
  const landmarks = read.slabs.reduce((total, [, , length]) => total + length, 0);
  if (body.length !== at + 6 * landmarks) damaged('its landmarks are not all there');
  let from = at;
  const slabs = read.slabs.map(([id, day, length]): SlabPart => {
    const [offsets, hashes] = [new Uint16Array(length), new Int32Array(length)];
    for (const column of [offsets, hashes]) {
      new Uint8Array(column.buffer).set(body.subarray(from, from + column.byteLength));
      from += column.byteLength;
    }
    if (offsets.some((each) => each >= SLAB_HOPS)) damaged('a landmark lies outside its slab');
    return { id, day, offsets, hashes };
  });
  const { destination, writer, covers, calls, heardMs, voice, names, leads } = read;
  const heard = read.heard.map(([slab, from, through, hearings]) => ({ slab, from, through, hearings }));
  return { destination, writer, covers, part: { slabs, names, habits: { heard, leads }, calls, heardMs, voice } };
}

function headOf(body: Buffer): { readonly read: z.infer<typeof head>; readonly at: number } {
  const at = body.length < 4 ? 0 : 4 + body.readUInt32LE();
  if (at === 0 || at > body.length) damaged('its head is not all there');
  try {
    return { read: head.parse(JSON.parse(body.toString('utf8', 4, at))), at };
  } catch (cause) {
    return damaged('its head cannot be read', cause);
  }
}
