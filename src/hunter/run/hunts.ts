import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Ear } from '../ports/ear.js';
import type { Phone } from '../ports/phone.js';
import type { Store } from '../ports/store.js';
import type { Request, StartHunt } from '../rules/commands.js';
import type { Refusal } from '../rules/decision.js';
import type { HuntEvent } from '../rules/events.js';
import type { HuntState } from '../rules/state.js';
import type { Destination, Line, Pause } from '../terms.js';
import type { Ownership } from './ownership.js';

/** What one command did: the events it appended and the state after them. No events: it had no effect. */
export interface HuntChange {
  readonly state: HuntState;
  readonly events: readonly HuntEvent[];
  /** Why the request was not carried out, for the person who asked. */
  readonly refusal?: Refusal;
}

/** The hunts as the rest of the bot sees them: asked here, told here. */
export interface Hunts {
  start(request: Omit<StartHunt, 'type' | 'huntId' | 'seed'>): Promise<HuntChange>;
  /** Undefined when there is no such hunt. */
  request(huntId: string, request: Request): Promise<HuntChange | undefined>;
  state(huntId: string): Promise<HuntState | undefined>;
  open(): Promise<readonly HuntState[]>;
  /** Newest first, ended ones too. */
  recent(limit: number): Promise<readonly HuntState[]>;
  /** Hunts that wait for a process with room to run them, the next one first. */
  waiting(): Promise<readonly string[]>;
  /** Told after every append, and once for every open hunt after a start of the process (with no events). */
  onChange(listener: (change: HuntChange) => void): () => void;
}

/** What running hunts takes. */
export interface HuntServiceOptions {
  readonly store: Store;
  readonly phone: Phone;
  /** Tells the ear what a recording is for. */
  readonly relabel: Ear['relabel'];
  readonly log: Log;
  /** Calls are only dialled while this holds. */
  readonly isOpen: (destination: Destination, line: Line, at: number) => boolean;
  /** The workspace's hard cap of calls at once, as it is now. */
  readonly maxCalls: () => number;
  /** No call is dialled while there is a hold. */
  readonly hold: () => Pause | undefined | Promise<Pause | undefined>;
  /** A sentence when the destination may not be dialled (any more): its lines are given up then. Asked before every dial. */
  readonly whyNotDial: (destination: Destination) => string | undefined | Promise<string | undefined>;
  /** Told of what was appended from here, and of nothing else: over all processes, once of every event. */
  readonly onAppended: (change: HuntChange) => void;
  /** Told of each request that was refused here. */
  readonly onRefused: (refusal: Refusal, state: HuntState) => void;
  /** Who runs which hunt; by leases of the store when not given. */
  readonly ownership?: Ownership;
  /** The store may lose what it was told, or be away: the record of the hunts run here is kept in memory too, and written back. */
  readonly keepRecord?: boolean;
  /** Most hunts this process runs, and most lines in them; a hunt beyond that waits for another process, or for room. */
  readonly maxHunts?: number;
  readonly maxLines?: number;
  /** Of ownership by leases: a crashed process's hunts are taken over after this. */
  readonly leaseMs?: number;
  /** A stop waits so long for dials and hand-overs under way before it hands the hunts on; not at all when absent. */
  readonly stopGraceMs?: number;
  /** A hunt of another process was taken up, and its calls were looked at. */
  readonly onTakenUp: (huntId: string) => void;
  readonly clock?: Clock;
  /** In [0, 1); seeds the redial jitter. */
  readonly random?: () => number;
  readonly newId?: () => string;
}

/** The hunts as the process that runs them sees them. */
export interface HuntService extends Hunts {
  /** What this process runs. */
  figures(): { readonly hunts: number; readonly lines: number };
  /** Takes up the hunts that are open and run by nobody, now and from then on; call once when the listeners are in place. */
  adopt(): Promise<void>;
  /** Lets go of all hunts for another process to take up. Calls stay as they are, unless every hunt is to be cancelled first. */
  stop(options?: { readonly cancelBy?: string }): Promise<void>;
}
