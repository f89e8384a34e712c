import type { CallRef } from '../src/hunter/ports/phone.js';
import { dropSession } from '../src/phone/call/drop.js';
import { type Exchange, later } from './exchange.js';
import type { SimTools } from './line-tools.js';
import type { Machine } from './machine.js';
import type { World } from './world.js';

/** Ends calls in which this process has no leg: over REST or, if that fails, by taking over their dialog. */
export interface CallEnder {
  /** True once the call is gone, or connects two people. `isOurs`: our leg is in it, so nobody else can have handed it over. */
  end(call: Pick<CallRef, 'sessionId' | 'partyId'>, isOurs: boolean): Promise<boolean>;
  /** The previous owner of a call may have been ringing a taker; that must end before anybody else is rung. Never rejects. */
  endFormerRing(callId: string): Promise<void>;
}

export function createCallEnder(world: World, machine: Machine, exchange: Exchange, tools: SimTools): CallEnder {
  const chance = world.chance.fork();
  const { takers } = exchange;

  /** The line takes over a dialog, then hangs up; false if the server refuses. */
  const endByDialog = async (hangUp: () => boolean): Promise<boolean> => {
    await machine.ask('resume', () => later(world.clock, chance.between(200, 2_000), () => undefined));
    const isRefused = !world.isCalm && chance.happens(world.scenario.resumesFail);
    return !isRefused && machine.ask('drop', hangUp);
  };

  return {
    async end(ids, isOurs) {
      if (await dropSession(ids, !isOurs, tools)) return true;
      return endByDialog(() => {
        const session = exchange.session(ids.sessionId);
        if (session === undefined || !session.isAnswered || session.taker !== undefined) return false;
        exchange.end(session, 'us', 'We ended it by its own dialog.');
        return session.isOver;
      });
    },
    async endFormerRing(callId) {
      const { consults, log } = tools;
      try {
        const ids = await consults.of(callId);
        const ring = takers.call(ids?.sessionId ?? '');
        if (ids === undefined || ring === undefined) return;
        const hangUp = (): boolean => {
          if (ring.state !== 'joined') takers.end(ring, 'us', machine.name);
          return ring.state === 'over';
        };
        if ((await dropSession(ids, true, tools)) || (await endByDialog(hangUp))) await consults.forget(callId, ids);
      } catch (error) {
        log.warn({ err: error }, 'could not find out whether a taker is still being rung');
      }
    },
  };
}
