import { z } from 'zod';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import type { Store } from '../../hunter/ports/store.js';
import { jsonOf } from '../api/readers.js';
import type { Sessions } from './sessions.js';

/**
 * Whether the API lets us control the calls of a line (bridge, transfer, drop). `owner`: we ask with the sign-in of the line's own user,
 * who may. `allowed`, `refused`: tried with the account's sign-in. `unknown`: not tried yet.
 *
 * RingCentral's developer blog (2020-07-28, never withdrawn) says that nobody else may, administrators included. Permissions differ enough
 * between accounts that we try anyway.
 */
export type ControlRight = 'owner' | 'allowed' | 'refused' | 'unknown';

/** Whose sign-in is used for a line's calls: the user's extension id, and whether the line is theirs. */
export interface ActingUser {
  readonly userId: string;
  readonly ownsLine: boolean;
}

export interface ControlRightsOptions {
  readonly store: Pick<Store, 'get' | 'set'>;
  readonly actingFor: (extensionId: string) => ActingUser;
  /** Identifies the app and account in keys of a shared store. */
  readonly scope: string;
  readonly clock: Clock;
  readonly log: Log;
}

const verdictSchema = z.object({ allowed: z.boolean(), at: z.number(), userId: z.string() });

const DAY_MS = 24 * 3_600_000;
/** Roles rarely change. */
const ALLOWED_KEPT_MS = 30 * DAY_MS;
/** Somebody may be changing the role because of the refusal, so we try again the next day. */
const REFUSED_KEPT_MS = DAY_MS;

/** What we may do to each line's calls over REST. Tried once, kept with its date for all processes, and tried again when it expires. */
export class ControlRights {
  readonly #trying = new Set<string>();

  constructor(private readonly options: ControlRightsOptions) {}

  /** Never rejects: while the store is away the answer is `unknown`. */
  async of(extensionId: string): Promise<ControlRight> {
    const { store, actingFor, log } = this.options;
    const { userId, ownsLine } = actingFor(extensionId);
    if (ownsLine) return 'owner';
    try {
      const verdict = verdictSchema.safeParse(jsonOf((await store.get(this.#placeOf(extensionId))) ?? '')).data;
      if (verdict === undefined || verdict.userId !== userId) return 'unknown';
      return verdict.allowed ? 'allowed' : 'refused';
    } catch (error) {
      log.info({ err: error, extensionId }, 'the right to control a line could not be read');
      return 'unknown';
    }
  }

  /** A request to control one of the line's calls succeeded, or was refused for lack of the right. Never rejects. */
  async learn(extensionId: string, allowed: boolean): Promise<void> {
    const { store, actingFor, clock, log } = this.options;
    const { userId, ownsLine } = actingFor(extensionId);
    if (ownsLine) return;
    const verdict = { allowed, at: clock.now(), userId };
    try {
      const keptMs = allowed ? ALLOWED_KEPT_MS : REFUSED_KEPT_MS;
      await store.set(this.#placeOf(extensionId), JSON.stringify(verdict), keptMs);
    } catch (error) {
      log.info({ err: error, extensionId }, 'the right to control a line could not be stored');
    }
  }

  /** Tries the right on a live call unless the answer is known. The try changes nothing. Never rejects. */
  async probe({ callId, line, ...ids }: CallRef, sessions: Pick<Sessions, 'mayControl'>): Promise<void> {
    const { log } = this.options;
    const { extensionId } = line;
    if (ids.sessionId === '' || this.#trying.has(extensionId)) return;
    this.#trying.add(extensionId);
    try {
      if ((await this.of(extensionId)) !== 'unknown') return;
      const allowed = await sessions.mayControl(ids);
      if (allowed === undefined) return;
      log.info({ callId, lineId: line.id, allowed }, 'the right to control a line was tested');
      await this.learn(extensionId, allowed);
    } catch (error) {
      log.info({ err: error, callId }, 'the right to control a line could not be tested');
    } finally {
      this.#trying.delete(extensionId);
    }
  }

  #placeOf(extensionId: string): string {
    return `rc:${this.options.scope}:control:${extensionId}`;
  }
}
