import { pause } from '../../hunter/base/clock.js';
import { lacksRight, PhoneError, sentenceOf } from '../api/phone-error.js';
import { type Join, wasJoined } from './join.js';

/** A wrong state (409) or a passing problem (503) right after the answer often heals at once; the taker is on the line and waits. */
const BRIDGE_TRIES = 3;
const NO_TRY_AFTER_MS = 8_000;
const BRIDGE_RETRY_MS = 350;

/** By REST. Needs the right to control both calls: the sign-in of the line's owner, or one that was seen to work. */
export const bridge: Join = async (task, tools) => {
  const { call, taker, agentGone, mayJoin } = task;
  const { sessions, clock, controlRights } = tools;
  const { extensionId } = call.line;
  const began = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      await sessions.bridge(call, taker);
      void controlRights?.learn(extensionId, true);
      return undefined;
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error;
      if (lacksRight(error)) void controlRights?.learn(extensionId, false);
      // Unanswered, or refused because an earlier request has gone through after all.
      const unclear = !lacksRight(error) && error.code !== 'budget';
      if (unclear && (await wasJoined(task, tools))) return undefined;
      const inTime = attempt < BRIDGE_TRIES && clock.now() - began < NO_TRY_AFTER_MS;
      const again = error.retryable && error.code !== 'budget' && inTime && !agentGone.aborted;
      if (!again) return sentenceOf(error);
      await pause(clock, BRIDGE_RETRY_MS, agentGone);
      if (!mayJoin()) return sentenceOf(error);
    }
  }
};
