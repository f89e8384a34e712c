import type { E164, Line } from '../terms.js';

/** Why an extension may not place calls. */
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

/** What the account's directory says of one extension. */
export interface Extension {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly email?: string;
  /** In use: not disabled, frozen or waiting to be set up. */
  readonly enabled: boolean;
  /** A queue, a menu, a room, a fax: nobody's own. */
  readonly impersonal?: true;
  readonly directNumber?: string;
  /** Devices of it that can be rung by a number of their own. */
  readonly phones?: readonly { readonly number: E164; readonly name: string }[];
  /** Present when the extension may place calls. */
  readonly line?: Line;
  /** When it may not: one sentence that says why and what to do. */
  readonly cannotCall?: string;
  /** The same for programs; present with `cannotCall`. */
  readonly obstacle?: Obstacle;
}

/** How far a sync of the directory is. Times are epoch ms. */
export interface SyncProgress {
  readonly began: number;
  /** Extensions whose devices were looked at, of how many; `of` is 0 while the lists are read. */
  readonly looked: number;
  readonly of: number;
  /** About when it will be over. */
  readonly endsAt: number;
}

/** What the last complete sync was. */
export interface SyncResult {
  readonly began: number;
  readonly ended: number;
  readonly extensions: number;
  readonly lines: number;
  /** Extensions whose devices were looked at; those of the others were known and had not changed. */
  readonly looked: number;
}

export interface CallQueue {
  readonly extensionId: string;
  readonly extensionNumber: string;
  readonly name: string;
}

/** A phone number of the firm. */
export interface FirmNumber {
  readonly number: string;
  readonly name: string;
  /** Whose it is, when it leads to one extension. */
  readonly extensionId?: string;
}

/** The account's directory, kept in memory and refreshed in the background. */
export interface Directory {
  extensions(): readonly Extension[];
  callQueues(): readonly CallQueue[];
  /** Numbers of the firm a taker may be rung at. */
  numbers(): readonly FirmNumber[];
  /** When the last complete refresh ended; undefined before the first. */
  refreshedAt(): number | undefined;
  /** Why the last refresh failed, in a sentence for people. */
  problem(): string | undefined;
  /** Reads what has changed; with `everything` the devices of all extensions, known or not. Never rejects. */
  refresh(ask?: { readonly everything?: boolean }): Promise<void>;
  /** How far the sync under way is, whichever process does it; undefined when there is none. */
  progress(): SyncProgress | undefined;
  lastSync(): SyncResult | undefined;
  /** Reads one extension anew, because somebody asks or its line was refused. Resolves with what is known then; never rejects. */
  lookAgain(extensionId: string): Promise<Extension | undefined>;
  /** Which extensions a sync looks at first: the lower the number, the earlier. */
  lookFirst(need: (extension: Extension) => number): void;
}
