import type { E164, Line } from '../terms.js';

/** Why an extension cannot place calls. */
export type Obstacle =
  | 'wrong-type'
  | 'not-enabled'
  | 'no-extension-number'
  | 'no-direct-number'
  | 'number-not-e164'
  | 'no-hearing-device'
  | 'no-emergency-address'
  | 'not-looked-at'
  | 'not-readable';

/** An extension as listed in the account's directory. */
export interface Extension {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly email?: string;
  /** In use: not disabled, frozen or waiting to be set up. */
  readonly enabled: boolean;
  /** Set for a queue, menu, room or fax: not a person's extension. */
  readonly impersonal?: true;
  readonly directNumber?: string;
  /** Its devices that have a number of their own. */
  readonly phones?: readonly { readonly number: E164; readonly name: string }[];
  /** Present when the extension can place calls. */
  readonly line?: Line;
  /** When it cannot: one sentence that says why and what to do. */
  readonly cannotCall?: string;
  /** The same reason as a code; present with `cannotCall`. */
  readonly obstacle?: Obstacle;
}

/** Progress of a directory sync. Times are epoch ms. */
export interface SyncProgress {
  readonly began: number;
  /** How many extensions have had their devices read, out of `of`, which is 0 until the lists have been read. */
  readonly looked: number;
  readonly of: number;
  /** The estimated end. */
  readonly endsAt: number;
}

/** The last complete sync. */
export interface SyncResult {
  readonly began: number;
  readonly ended: number;
  readonly extensions: number;
  readonly lines: number;
  /** How many extensions had their devices read; the others were known and had not changed. */
  readonly looked: number;
}

export interface CallQueue {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
}

/** One of the firm's phone numbers. */
export interface FirmNumber {
  readonly number: string;
  readonly name: string;
  /** Set when it leads to one extension. */
  readonly extensionId?: string;
}

/** The account's directory, kept in memory and refreshed in the background. */
export interface Directory {
  extensions(): readonly Extension[];
  callQueues(): readonly CallQueue[];
  /** The firm's numbers at which a taker can be rung. */
  numbers(): readonly FirmNumber[];
  /** When the last complete refresh ended; undefined before the first. */
  refreshedAt(): number | undefined;
  /** Why the last refresh failed, as a sentence for people. */
  problem(): string | undefined;
  /** Reads what has changed; with `everything`, reads the devices of all extensions again. Never rejects. */
  refresh(ask?: { readonly everything?: boolean }): Promise<void>;
  /** The progress of the current sync in any process; undefined when there is none. */
  progress(): SyncProgress | undefined;
  lastSync(): SyncResult | undefined;
  /**
   * Reads one extension again, because someone asked or its line was refused. Resolves with what is known then; never
   * rejects.
   */
  lookAgain(extensionId: string): Promise<Extension | undefined>;
  /** Sets which extensions a sync reads first: lower numbers come earlier. */
  lookFirst(need: (extension: Extension) => number): void;
}
