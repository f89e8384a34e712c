import { sentenceOf } from '../api/phone-error.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import { type Join, wasJoined } from './join.js';

/**
 * The phone service tells within a second how it went. A REFER that does not fit is taken (202) and nothing comes of it (seen on
 * RingCentral's WebRTC side), and the taker is waiting.
 */
const TOLD_WITHIN_MS = 4_000;

/**
 * By our own SIP leg: a REFER with Replaces asks the server to put the agent into the taker's call in our place. Needs no right over
 * REST. The server answers 202, ends our leg with the taker, then the one with the agent, and tells in between that it worked.
 */
export const replaces: Join = async (task, tools) => {
  const { agent, taker } = task;
  try {
    await agent.softphone.refer(agent.leg, taker.number, TOLD_WITHIN_MS, taker.leg);
    return undefined;
  } catch (error) {
    if (error instanceof SoftphoneError && error.code === 'transfer-refused') return sentenceOf(error);
    return (await wasJoined(task, tools)) ? undefined : sentenceOf(error);
  }
};
