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

/** What one command did: the events it appended and the state after them. Without events it had no effect. */
export interface HuntChange {
  readonly state: HuntState;
  readonly events: readonly HuntEvent[];
  /** Why the request was refused, for the person who made it. */
  readonly refusal?: Refusal;
}

/** The hunts as the rest of the bot sees them. */
export interface Hunts {
  start(request: Omit<StartHunt, 'type' | 'huntId' | 'seed'>): Promise<HuntChange>;
  /** Undefined when there is no such hunt. */
  request(huntId: string, request: Request): Promise<HuntChange | undefined>;
  state(huntId: string): Promise<HuntState | undefined>;
  open(): Promise<readonly HuntState[]>;
  /** Newest first, including ended ones. */
  recent(limit: number): Promise<readonly HuntState[]>;
  /** Hunts waiting for a process with room, next one first. */
  waiting(): Promise<readonly string[]>;
  /** Called after every append, and once (without events) for every open hunt after the process starts. */
  onChange(listener: (change: HuntChange) => void): () => void;
}

/** What running hunts needs. */
export interface HuntServiceOptions {
  readonly store: Store;
  readonly phone: Phone;
  /** Tells the ear what a recording is for. */
  readonly relabel: Ear['relabel'];
  readonly log: Log;
  /** Whether the destination is open for this line; calls are only dialed while it is. */
  readonly isOpen: (destination: Destination, line: Line, at: number) => boolean;
  /** The workspace's current cap on simultaneous calls. */
  readonly maxCalls: () => number;
  /** The pause in force, if any. No call is dialed during one. */
  readonly hold: () => Pause | undefined | Promise<Pause | undefined>;
  /** Why the destination may not be dialed (anymore), as a sentence; its lines are then given up. Asked before every dial. */
  readonly whyNotDial: (destination: Destination) => string | undefined | Promise<string | undefined>;
  /** Called with what this process appended, and nothing else, so over all processes each event comes once. */
  readonly onAppended: (change: HuntChange) => void;
  /** Called for each request refused here. */
  readonly onRefused: (refusal: Refusal, state: HuntState) => void;
  /** Decides who runs which hunt; by default, leases in the store. */
  readonly ownership?: Ownership;
  /** For a store that can lose data or be away: the record of hunts run here is also kept in memory and written back. */
  readonly keepRecord?: boolean;
  /** The most hunts, and lines in them, that this process runs. Further hunts wait for room here or elsewhere. */
  readonly maxHunts?: number;
  readonly maxLines?: number;
  /** With leases: the hunts of a crashed process are taken over after this. */
  readonly leaseMs?: number;
  /** How long a stop waits for dials and hand-overs in progress before it passes the hunts on; by default it does not wait. */
  readonly stopGraceMs?: number;
  /** A hunt of another process was taken up and its calls have been looked at. */
  readonly onTakenUp: (huntId: string) => void;
  readonly clock?: Clock;
  /** In [0, 1); seeds the redial jitter. */
  readonly random?: () => number;
  readonly newId?: () => string;
}

/** The hunts, for the process that runs them. */
export interface HuntService extends Hunts {
  /** What this process is running. */
  figures(): { readonly hunts: number; readonly lines: number };
  /** Takes up open hunts that nobody runs, now and later. Call once, after all listeners are in place. */
  adopt(): Promise<void>;
  /** Releases all hunts for another process to take up. Calls stay up, unless every hunt is to be canceled first. */
  stop(options?: { readonly cancelBy?: string }): Promise<void>;
}
