import { sentenceOf } from '../api/phone-error.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import { wasJoined } from './moved-on.js';
import { TIMES } from './timings.js';
import type { WarmWay } from './way.js';

/**
 * By our own SIP leg: a REFER with Replaces asks the server to put the agent into the taker's call in our place. Needs no right over REST.
 * The server answers 202, ends our leg with the taker, reports success, then ends the leg with the agent.
 */
export const replaces: WarmWay = async (task, tools) => {
  const { agent, taker } = task;
  try {
    await agent.softphone.refer(agent.leg, taker.number, TIMES.replacesTold, taker.leg);
    return undefined;
  } catch (error) {
    if (error instanceof SoftphoneError && error.code === 'transfer-refused') return sentenceOf(error);
    return (await wasJoined(task, tools)) ? undefined : sentenceOf(error);
  }
};
