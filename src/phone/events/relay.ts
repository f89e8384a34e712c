import type { DebugLog } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import type { Party } from '../account/sessions.js';
import { countOf, idOf, jsonOf, listOf, objectOf, textOf } from '../api/readers.js';
import type { SessionNews } from './notification.js';
import type { Coverage, Pushed } from './pushed.js';

/**
 * What processes tell each other: an event, that the subscription is
 * active (repeated), that it is not, that something may have been missed.
 */
export type Told =
  | { readonly is: 'news'; readonly news: SessionNews }
  | { readonly is: 'up'; readonly coverage: Coverage; readonly transport: string }
  | { readonly is: 'down' }
  | { readonly is: 'doubt' };

interface RelayOptions {
  readonly store: Store;
  readonly log: DebugLog;
  readonly key: string;
  /** Identifies this process. */
  readonly id: string;
  readonly pushed: Pushed;
}

/** A process that has not read for longer has missed something, which the count shows. */
const KEEP = { keepMs: 60_000, maxEntries: 2_000 };
const TEXT = new TextEncoder();

/**
 * Passes events from the one process that receives them to all others through a short log in the store; each process continues reading
 * where it left off. Each entry carries its sender's count, so that a missing one is noticed. Events hold ids and states, no numbers.
 */
export class EventRelay {
  readonly #counts = new Map<string, number>();
  #sent = 0;
  #last: string | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #unlisten: (() => void) | undefined;

  constructor(private readonly options: RelayOptions) {}

  /** Starts reading from now on: earlier entries are skipped. */
  async start(): Promise<void> {
    const { store, key } = this.options;
    this.#unlisten = store.onLog((changed) => {
      if (changed === key && this.#last !== undefined) this.#read();
    });
    for (const { id, bytes } of await store.readLog(key).catch(() => [])) {
      this.#last = id;
      const { from, count } = unpack(bytes);
      this.#counts.set(from, count);
    }
    this.#last ??= '';
    this.#read();
  }

  /** Tells this process at once, and then the others. */
  tell(told: Told): void {
    const { store, key, id, log } = this.options;
    this.#apply(told);
    // Count it before sending: if the store does not accept it, the others notice with the next one.
    const entry = TEXT.encode(JSON.stringify(pack(id, ++this.#sent, told)));
    store.appendLog(key, entry, KEEP).catch((error: unknown) => {
      log.debug({ err: error }, 'an event could not be passed on to the other processes');
    });
  }

  async stop(): Promise<void> {
    this.#unlisten?.();
    this.#unlisten = undefined;
    await this.#reading;
  }

  #read(): void {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = this.#readOn().finally(() => {
      this.#reading = undefined;
      if (!this.#again || !this.#unlisten) return;
      this.#again = false;
      this.#read();
    });
  }

  async #readOn(): Promise<void> {
    const { store, key, id: me, log } = this.options;
    try {
      const last = this.#last === '' ? undefined : this.#last;
      for (const { id, bytes } of await store.readLog(key, last)) {
        this.#last = id;
        const { from, count, told } = unpack(bytes);
        if (from === me) continue;
        const before = this.#counts.get(from) ?? 0;
        this.#counts.set(from, count);
        if (count > before + 1) this.#apply({ is: 'doubt' });
        if (told) this.#apply(told);
      }
    } catch (error) {
      log.debug({ err: error }, 'events of other processes could not be read');
    }
  }

  #apply(told: Told): void {
    const { pushed, log } = this.options;
    try {
      if (told.is === 'news') pushed.take(told.news);
      else if (told.is === 'up') pushed.up(told.coverage, told.transport);
      else if (told.is === 'down') pushed.down();
      else pushed.doubt();
    } catch (error) {
      // Trouble with one call must not end the connection that all calls share.
      log.error({ err: error }, 'handling an event failed');
    }
  }
}

function pack(from: string, count: number, told: Told): object {
  if (told.is !== 'up') return { from, count, ...told };
  const { coverage, ...rest } = told;
  return { from, count, ...rest, coverage: coverage === 'account' ? coverage : [...coverage] };
}

function unpack(bytes: Uint8Array): { readonly from: string; readonly count: number; readonly told?: Told } {
  const entry = objectOf(jsonOf(Buffer.from(bytes).toString()));
  const told = toldBy(entry);
  return { from: textOf(entry.from) ?? '', count: countOf(entry.count) ?? 0, ...(told ? { told } : {}) };
}

function toldBy(entry: ReturnType<typeof objectOf>): Told | undefined {
  switch (entry.is) {
    case 'news': {
      const news = objectOf(entry.news);
      const sessionId = textOf(news.sessionId);
      // Written by one of our processes, which has already parsed the parties.
      return sessionId === undefined
        ? undefined
        : { is: 'news', news: { ...news, sessionId, parties: listOf(news.parties) as readonly Party[] } };
    }
    case 'up': {
      const { coverage } = entry;
      return {
        is: 'up',
        coverage: coverage === 'account' ? coverage : new Set(listOf(coverage).flatMap((id) => idOf(id) ?? [])),
        transport: textOf(entry.transport) ?? '',
      };
    }
    case 'down':
    case 'doubt':
      return { is: entry.is };
    default:
      return undefined;
  }
}
