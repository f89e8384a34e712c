import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../hunter/ports/store.js';
import type { Message } from '../slack/block-parts.js';

const boardRef = z.object({
  channel: z.string(),
  ts: z.string().optional(),
  /** Saved before a post is sent: the message may be in Slack even though its ts never reached us. */
  doubtSince: z.number().optional(),
  /** The state version shown, a digest of the message, and its urgency. */
  version: z.number(),
  shown: z.string(),
  urgency: z.string(),
  /** How many events the thread has told, and the piece being told now. */
  told: z.number(),
  telling: z.object({ to: z.number(), since: z.number() }).optional(),
});

const offerPost = z.object({
  offerId: z.string(),
  opening: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
  ts: z.string().optional(),
  doubtSince: z.number().optional(),
  shown: z.string(),
});

const offersRef = z.object({ version: z.number(), posts: z.array(offerPost) });

const controlPost = z.object({
  id: z.string(),
  channel: z.string(),
  thread: z.string(),
  ts: z.string().optional(),
  doubtSince: z.number().optional(),
  shown: z.string(),
});

const controlsRef = z.object({ version: z.number(), posts: z.array(controlPost) });

/** Where a hunt's board is in Slack and what it shows. */
export type BoardRef = z.infer<typeof boardRef>;
/** One message that offered an agent. */
export type OfferPost = z.infer<typeof offerPost>;
export type OffersRef = z.infer<typeof offersRef>;
/** One question in the thread. */
export type ControlPost = z.infer<typeof controlPost>;
export type ControlsRef = z.infer<typeof controlsRef>;

/** Where the hunts' messages are, kept in the store for the next process. */
export interface Refs {
  board(huntId: string): Promise<BoardRef | undefined>;
  saveBoard(huntId: string, ref: BoardRef): Promise<void>;
  offers(huntId: string): Promise<OffersRef>;
  saveOffers(huntId: string, ref: OffersRef): Promise<void>;
  controls(huntId: string): Promise<ControlsRef>;
  saveControls(huntId: string, ref: ControlsRef): Promise<void>;
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** How many hunts are also remembered in memory. */
const REMEMBERED = 500;

/** The store, with a copy of its latest values in memory: a store that came back empty gets them back. */
function remembering(store: Store, keepMs: number): Pick<Store, 'get' | 'set'> {
  const memory = new Map<string, string>();
  const remember = (key: string, text: string): void => {
    memory.delete(key);
    memory.set(key, text);
    const [oldest] = memory.keys();
    if (memory.size > 3 * REMEMBERED && oldest !== undefined) memory.delete(oldest);
  };
  return {
    async get(key) {
      const found = await store.get(key);
      if (found !== undefined) remember(key, found);
      const lost = found === undefined ? memory.get(key) : undefined;
      if (lost !== undefined) await store.setIfAbsent(key, lost, keepMs);
      return found ?? lost;
    },
    async set(key, text) {
      await store.set(key, text, keepMs);
      remember(key, text);
    },
  };
}

export function createRefs(kept: Store, keepMs: number): Refs {
  const store = remembering(kept, keepMs);
  const boardKey = (huntId: string) => `slack:hunt:${huntId}:board`;
  const offersKey = (huntId: string) => `slack:hunt:${huntId}:offers`;
  const controlsKey = (huntId: string) => `slack:hunt:${huntId}:controls`;
  return {
    controls: async (huntId) => read(controlsRef, await store.get(controlsKey(huntId))) ?? { version: 0, posts: [] },
    saveControls: (huntId, ref) => store.set(controlsKey(huntId), JSON.stringify(ref)),
    board: async (huntId) => read(boardRef, await store.get(boardKey(huntId))),
    saveBoard: (huntId, ref) => store.set(boardKey(huntId), JSON.stringify(ref)),
    offers: async (huntId) => read(offersRef, await store.get(offersKey(huntId))) ?? { version: 0, posts: [] },
    saveOffers: (huntId, ref) => store.set(offersKey(huntId), JSON.stringify(ref)),
  };
}

/** A short digest, to see whether a message already shows this. */
export function digest(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('base64url').slice(0, 16);
}
