import type { Ear } from '../../hunter/ports/ear.js';
import type { CallRef } from '../../hunter/ports/phone.js';
import { isOver, partyIn } from '../account/sessions.js';
import type { Calls, LiveCall } from './calls.js';
import type { ToolsOf } from './line-tools.js';

/** After a hand-over the server ends our legs; after this they are let go, once the session shows that they are out of it. */
const LET_GO_AFTER_MS = 5_000;
/** Handed-over calls are remembered, so that a late drop never ends a talk. */
const REMEMBERED = 2_000;

/** The calls that are their takers' now: no drop may touch them any more. */
export class HandedOver {
  readonly #callIds = new Set<string>();

  constructor(
    private readonly calls: Calls,
    private readonly ear: Ear,
    private readonly toolsOf: ToolsOf,
  ) {}

  has(callId: string): boolean {
    return this.#callIds.has(callId);
  }

  /** Taker and agent talk: the ear is off, and our legs are only cleaned up. */
  add(ref: CallRef, call: LiveCall | undefined): void {
    this.#callIds.add(ref.callId);
    for (const oldest of this.#callIds) {
      if (this.#callIds.size <= REMEMBERED) break;
      this.#callIds.delete(oldest);
    }
    if (!call || call.over) return;
    const { lent, legAlive, leg } = call;
    if (call.hears) this.ear.tune(ref.callId, 'off');
    // The line stays lent until our legs are out, so that it is not stopped under them.
    call.lent = undefined;
    this.calls.close(call);
    if (lent) void this.#tidyUp(ref, lent, leg, legAlive);
  }

  async #tidyUp(ref: CallRef, lent: NonNullable<LiveCall['lent']>, leg: string, legAlive: boolean): Promise<void> {
    const { clock, sessions, log } = this.toolsOf(ref.line);
    try {
      await new Promise<void>((resume) => clock.setTimer(resume, LET_GO_AFTER_MS));
      const look = legAlive && ref.sessionId !== '';
      const session = look ? await sessions.get(ref.sessionId, 'background') : 'gone';
      const own = session === 'gone' ? undefined : partyIn(session, ref.partyId);
      // A leg that the session still shows in the call may carry the talk: it is never ended from here.
      if (own && !isOver(own)) return;
      await Promise.allSettled([lent.softphone.hangUp(leg), lent.softphone.hangUp(`consult:${ref.callId}`)]);
    } catch (error) {
      log.info({ err: error, callId: ref.callId }, 'our part in a handed-over call was not tidied up');
    } finally {
      lent.giveBack();
    }
  }
}
