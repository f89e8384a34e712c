import { isOver } from '../../src/hunter/rules/query.js';
import type { Session } from '../exchange.js';
import type { Invariant } from './invariant.js';

const STRAY_MS = 60_000;
/** A claim in flight may finish, and a takeover or an unreachable store adds to that. */
const CLOSING_MS = 240_000;

export const noStrayCall: Invariant = {
  name: 'no call without a hunt',
  says:
    'Sixty seconds after a hunt has let a call go, or is over, the call is gone, and four minutes after it began to close; not counted is the time in which the store was away or the process stood still. Not promised: a call whose session was never ' +
    'written down because its process died in between; only a look at all calls of the lines finds it; and a call without our softphone ' +
    'that nobody may end: there, REST does not control the calls of others, and the server returns no dialog.',
  watch(view, broken) {
    const { control, resumesFail } = view.scenario;
    const nobodyMay = control === 'refused' && resumesFail === 1;
    const strayFrom = new Map<string, number>();
    const closing = new Map<string, number>();
    const judge = (session: Session, at: number): void => {
      const { callId, taker, movedTo, holder, hasLeg } = session;
      const isKnown = view.recorded(callId)?.sessionId !== undefined || holder.isAlive;
      if (taker !== undefined || movedTo !== undefined || !isKnown || (nobodyMay && !hasLeg)) return;
      const from = Math.max(strayFrom.get(callId) ?? at, view.troubledAt(holder.name));
      const closedAt = closing.get(view.huntOfCall(callId)?.huntId ?? '') ?? at;
      const seconds = (since: number) => Math.round((at - since) / 1000);
      if (at - from > STRAY_MS) broken(`${callId} is there ${seconds(from)} s after its hunt let it go`);
      if (at - closedAt > CLOSING_MS) broken(`${callId} is there ${seconds(closedAt)} s after its hunt began to close`);
    };
    const stray = (callId: string, at: number): void => {
      const session = view.session(callId);
      if (session !== undefined && !session.isOver && !strayFrom.has(callId)) strayFrom.set(callId, at);
    };
    return {
      see(observation) {
        const { at } = observation;
        if (observation.what === 'recorded') {
          for (const event of observation.events) {
            if (event.type === 'call-ended') stray(event.callId, at);
            const hunt = view.hunts().find(({ huntId }) => huntId === observation.huntId);
            if (event.type === 'hunt-ended') for (const call of hunt?.calls ?? []) stray(call.id, at);
            if (event.type === 'hunt-closing') closing.set(observation.huntId, at);
          }
        }
        if (observation.what === 'call-placed') {
          const { callId } = observation;
          const hunt = view.huntOfCall(callId);
          if (hunt === undefined || isOver(hunt) || view.recorded(callId)?.phase === 'ended') stray(callId, at);
        }
        if (observation.what === 'call-gone') {
          const session = view.session(observation.callId);
          if (session !== undefined) judge(session, at);
          strayFrom.delete(observation.callId);
        }
      },
      atEnd() {
        for (const session of view.sessions()) if (!session.isOver) judge(session, view.now());
      },
    };
  },
};
