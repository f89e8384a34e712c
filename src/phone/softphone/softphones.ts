import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Line } from '../../hunter/terms.js';
import type { Priority } from '../api/budget.js';
import { PhoneError } from '../api/phone-error.js';
import { REFUSALS, refusalWords } from '../api/refusals.js';
import type { Legs } from './legs.js';
import type { SipCredentials, Softphone } from './sip/softphone.js';
import { SoftphoneError } from './sip/softphone-error.js';

export interface SoftphonesOptions {
  readonly createLine: (credentials: SipCredentials) => Softphone;
  readonly credentials: (line: Line, priority: Priority) => Promise<SipCredentials>;
  readonly legs: Legs;
  readonly clock: Clock;
  readonly log: Log;
  /** Other processes use the same lines, one at a time. */
  readonly areShared: boolean;
  /** How long an unused line stays registered. */
  readonly idleMs?: number;
  /** Limit of connecting and registering. */
  readonly startWithinMs?: number;
}

/** A registered softphone, lent for the duration of a call. */
export interface Lent {
  readonly softphone: Softphone;
  /** The call is over; may be called twice. */
  giveBack(): void;
  /** The line is broken: the next call gets a new one, with fresh credentials. */
  discard(): void;
}

interface Slot {
  readonly started: Promise<Softphone>;
  users: number;
  idle: (() => void) | undefined;
}

const IDLE_MS = 10 * 60_000;
/**
 * The service rings only the newest registration, and registrations are refreshed: a line that stayed registered here would take the calls
 * of the process that uses it next. Long enough for the next way of the same dial.
 */
const IDLE_SHARED_MS = 3_000;
const START_WITHIN_MS = 25_000;
const FAILED_FOR_MS = 5_000;
const STOP_WITHIN_MS = 10_000;

/** The softphones of all lines: started at first use, shared by the legs of one line, stopped after some idle minutes. */
export class Softphones {
  readonly #slots = new Map<string, Slot>();

  constructor(private readonly options: SoftphonesOptions) {}

  /** Lines that are started or starting. */
  get size(): number {
    return this.#slots.size;
  }

  /**
   * For a call that outlived its process. The service hands over a call, and rings, only where the line registered last. Another process
   * may have registered a line that is idle here, so it is registered again. Does not queue behind anything.
   */
  async lendAnew(line: Line): Promise<Lent> {
    const slot = this.#slots.get(line.id);
    if (slot?.users === 0) await this.#close(line.id, slot);
    return this.lend(line, 'urgent');
  }

  async lend(line: Line, priority: 'normal' | 'urgent' = 'normal'): Promise<Lent> {
    const slot = this.#slots.get(line.id) ?? this.#open(line, priority);
    slot.users++;
    slot.idle?.();
    slot.idle = undefined;
    let lent = true;
    const giveBack = () => {
      if (!lent) return;
      lent = false;
      slot.users--;
      if (slot.users === 0) this.#idleLater(line.id, slot);
    };
    try {
      const softphone = await slot.started;
      return { softphone, giveBack, discard: () => this.#close(line.id, slot) };
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#slots].map(([id, slot]) => this.#close(id, slot)));
  }

  #open(line: Line, priority: Priority): Slot {
    const slot: Slot = { started: this.#start(line, priority), users: 0, idle: undefined };
    this.#slots.set(line.id, slot);
    slot.started.catch(() => {
      // Keep the failure for a moment: the next way of the same dial need not wait for it again.
      this.options.clock.setTimer(() => {
        if (this.#slots.get(line.id) === slot) this.#slots.delete(line.id);
      }, FAILED_FOR_MS);
    });
    return slot;
  }

  async #start(line: Line, priority: Priority): Promise<Softphone> {
    const { clock, log } = this.options;
    if (line.deviceId === '') throw new PhoneError({ code: 'line', ...REFUSALS['no-phone'], retryable: false });
    const began = clock.now();
    const softphone = await this.#startWithNewCredentials(line, priority).catch((error: unknown) => {
      if (!mayBeHeld(error)) throw error;
      // The credentials may just have been changed, so read them once more before concluding anything.
      return this.#startWithNewCredentials(line, priority).catch((again: unknown) => {
        throw mayBeHeld(again)
          ? new SoftphoneError('signed-in-elsewhere', refusalWords('signed-in-elsewhere'), { status: again.status })
          : again;
      });
    });
    log.info({ lineId: line.id, tookMs: clock.now() - began }, 'a softphone line is registered');
    return softphone;
  }

  async #startWithNewCredentials(line: Line, priority: Priority): Promise<Softphone> {
    const { clock, legs, createLine, credentials, startWithinMs = START_WITHIN_MS } = this.options;
    const softphone = createLine(await credentials(line, priority));
    softphone.onFact((fact) => legs.tell(fact));
    try {
      await bounded(clock, startWithinMs, slowStart, softphone.start());
    } catch (error) {
      void this.#stopQuietly(softphone);
      throw error;
    }
    return softphone;
  }

  #idleLater(id: string, slot: Slot): void {
    const { clock, log, areShared } = this.options;
    const idleMs = this.options.idleMs ?? (areShared ? IDLE_SHARED_MS : IDLE_MS);
    slot.idle = clock.setTimer(() => {
      if (slot.users > 0) return;
      log.info({ lineId: id }, 'a softphone line was idle and is stopped');
      void this.#close(id, slot);
    }, idleMs);
  }

  async #close(id: string, slot: Slot): Promise<void> {
    if (this.#slots.get(id) === slot) this.#slots.delete(id);
    slot.idle?.();
    const softphone = await slot.started.catch(() => undefined);
    if (softphone) await this.#stopQuietly(softphone);
  }

  async #stopQuietly(softphone: Softphone): Promise<void> {
    const { clock, log } = this.options;
    await bounded(clock, STOP_WITHIN_MS, slowStart, softphone.stop()).catch((error: unknown) => {
      log.warn({ err: error }, 'a softphone line did not stop properly');
    });
  }
}

function slowStart(): PhoneError {
  return new PhoneError({
    code: 'line',
    what: 'The line’s phone could not be connected in time.',
    todo: REFUSALS['phone-unreachable'].todo,
    retryable: true,
  });
}

/** Refused, but not because of a wrong password: another phone or program may be signed in with the same credentials. */
function mayBeHeld(error: unknown): error is SoftphoneError & { readonly status: number } {
  return (
    error instanceof SoftphoneError &&
    error.code === 'credentials-refused' &&
    (error.status === 403 || error.status === 603)
  );
}
