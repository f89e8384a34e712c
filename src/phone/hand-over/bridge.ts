import { pause } from '../../hunter/base/clock.js';
import { lacksRight, PhoneError, sentenceOf } from '../api/phone-error.js';
import { wasJoined } from './moved-on.js';
import { BRIDGE_TRIES, TIMES } from './timings.js';
import type { WarmWay } from './way.js';

/** Over REST. Needs the right to control both calls: the sign-in of the line's owner, or one that has been seen to work. */
export const bridge: WarmWay = async (task, tools) => {
  const { call, taker, ends } = task;
  const { sessions, clock, controlRights } = tools;
  const { extensionId } = call.line;
  const began = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      await sessions.bridge(call, taker);
      void controlRights.learn(extensionId, true);
      return undefined;
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      if (lacksRight(error)) void controlRights.learn(extensionId, false);
      // No answer, or refused because an earlier request did go through.
      const unclear = !lacksRight(error) && error.code !== 'budget';
      if (unclear && (await wasJoined(task, tools))) return undefined;
      const inTime = attempt < BRIDGE_TRIES && clock.now() - began < TIMES.bridgeLast;
      const again = error.retryable && error.code !== 'budget' && inTime && !ends.agentGone.aborted;
      if (!again) return sentenceOf(error);
      await pause(clock, TIMES.bridgeAgain, ends.agentGone);
      // Even if the agent's leg has ended meanwhile: the bridge may have worked late, and then the next try finds that out.
      if (!ends.mayJoin()) return sentenceOf(error);
    }
  }
};
