import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../hunter/base/clock.js';
import type { DebugLog } from '../../hunter/base/log.js';
import type { Store } from '../../hunter/ports/store.js';
import { jsonOf } from '../api/readers.js';
import { Sealing } from '../api/sealing.js';
import type { DialogState } from '../softphone/sip/softphone.js';

export interface SavedDialogsOptions {
  readonly store: Pick<Store, 'get' | 'set' | 'delete'>;
  /** The first seals and opens, the others (former keys) only open. */
  readonly keys: readonly Buffer[];
  readonly clock: Clock;
  readonly log: DebugLog;
}

/** Longer than a deployment takes to restart; a server gives a silent call up sooner. */
const KEPT_MS = 10 * 60_000;
const RENEW_MS = KEPT_MS / 3;
/**
 * Taking a stored dialog moves its numbers ahead at once, so that another process that takes it after a crash in between still stays ahead
 * of what was sent. The same step that a line adds when it resumes.
 */
const TAKEN_STEP = 1_000;

const kept = z.object({
  owner: z.string(),
  dialog: z.object({
    callId: z.string(),
    localTag: z.string(),
    local: z.string(),
    remote: z.string(),
    target: z.string(),
    routes: z.array(z.string()),
    // Absent in what former versions stored.
    form: z.enum(['standard', 'plain']).optional(),
    cseq: z.number().int(),
    sdpSession: z.number().int(),
    sdpVersion: z.number().int(),
  }),
});
type Kept = z.infer<typeof kept>;

/**
 * The dialogs of this process's calls, stored encrypted for the next owner of a hunt. Written when a call is answered and when its dialog
 * changes; removed with the call, or by expiring when nobody renews them. They contain no audio keys.
 */
export class SavedDialogs {
  readonly #owner = randomBytes(9).toString('hex');
  readonly #held = new Map<string, DialogState>();
  #cancelRenewal: (() => void) | undefined;

  readonly #sealing: Sealing;

  constructor(private readonly options: SavedDialogsOptions) {
    this.#sealing = new Sealing(options.keys);
  }

  keep(callId: string, dialog: DialogState): void {
    this.#held.set(callId, dialog);
    void this.#write(callId, dialog);
    this.#cancelRenewal ??= this.options.clock.setTimer(() => this.#renew(), RENEW_MS);
  }

  /** Takes over the dialog of another process's call; undefined when nothing usable is stored. Rejects when the store fails. */
  async take(callId: string): Promise<DialogState | undefined> {
    const found = await this.#read(callId);
    if (found === undefined) return undefined;
    const { dialog } = found;
    const ahead = { ...dialog, cseq: dialog.cseq + TAKEN_STEP, sdpVersion: dialog.sdpVersion + TAKEN_STEP };
    await this.#put(callId, ahead);
    return dialog;
  }

  /** False when another process has taken the call up, or when we cannot find out: then we must not end it. */
  async isOurs(callId: string): Promise<boolean> {
    try {
      const found = await this.#read(callId);
      return found === undefined || found.owner === this.#owner;
    } catch {
      return false;
    }
  }

  /** The call is over. What another process stored about it is left alone. */
  forget(callId: string): void {
    if (!this.#held.delete(callId)) return;
    void this.isOurs(callId)
      .then((ours) => (ours ? this.options.store.delete(placeOf(callId)) : undefined))
      .catch((error: unknown) => this.options.log.debug({ err: error, callId }, 'a dialog stays until it expires'));
  }

  /** Another process continues the call: the stored dialog stays, but we stop renewing it. */
  leave(callId: string): void {
    this.#held.delete(callId);
  }

  stop(): void {
    this.#cancelRenewal?.();
    this.#held.clear();
  }

  async #write(callId: string, dialog: DialogState): Promise<void> {
    try {
      await this.#put(callId, dialog);
    } catch (error) {
      this.options.log.warn({ err: error, callId }, 'a dialog could not be stored; trying again later');
    }
  }

  #put(callId: string, dialog: DialogState): Promise<void> {
    const place = placeOf(callId);
    const value: Kept = { owner: this.#owner, dialog: { ...dialog, routes: [...dialog.routes] } };
    return this.options.store.set(place, this.#sealing.seal(place, JSON.stringify(value)), KEPT_MS);
  }

  async #read(callId: string): Promise<Kept | undefined> {
    const place = placeOf(callId);
    const box = await this.options.store.get(place);
    if (box === undefined) return undefined;
    const opened = this.#sealing.open(place, box);
    return opened && kept.safeParse(jsonOf(opened.text)).data;
  }

  #renew(): void {
    this.#cancelRenewal = undefined;
    if (this.#held.size === 0) return;
    for (const [callId, dialog] of this.#held)
      void this.isOurs(callId).then((ours) => {
        if (ours && this.#held.get(callId) === dialog) return this.#write(callId, dialog);
        return undefined;
      });
    this.#cancelRenewal = this.options.clock.setTimer(() => this.#renew(), RENEW_MS);
  }
}

const placeOf = (callId: string): string => `dialog:${callId}`;
