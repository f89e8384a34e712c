import type { Scenario } from '../scenario.js';
import { adminMayNotControl } from './admin-may-not-control.js';
import { agentGivesUp } from './agent-gives-up.js';
import { callOutDevice } from './call-out-device.js';
import { callOutNumber } from './call-out-number.js';
import { callbackDeclined } from './callback-declined.js';
import { callbackTaken } from './callback-taken.js';
import { cancelMidway } from './cancel-midway.js';
import { carrierMailbox } from './carrier-mailbox.js';
import { declinedInside } from './declined-inside.js';
import { emergencyAddressMissing } from './emergency-address-missing.js';
import { firstAgent } from './first-agent.js';
import { firstProxyDead } from './first-proxy-dead.js';
import { formerBeliefs } from './former-beliefs.js';
import { instantAgent } from './instant-agent.js';
import { lineCrashes } from './line-crashes.js';
import { longDisclosures } from './long-disclosures.js';
import { longMenu } from './long-menu.js';
import { nobodyTakes } from './nobody-takes.js';
import { notAPerson } from './not-a-person.js';
import { numberRefused } from './number-refused.js';
import { oneCallALine } from './one-call-a-line.js';
import { orderB } from './order-b.js';
import { ownExtension } from './own-extension.js';
import { ownerSignedIn } from './owner-signed-in.js';
import { promptBeforeConnecting } from './prompt-before-connecting.js';
import { rateLimited } from './rate-limited.js';
import { redisComesBackEmpty } from './redis-comes-back-empty.js';
import { restartMidway } from './restart-midway.js';
import { restartPlanned } from './restart-planned.js';
import { restartTransferred } from './restart-transferred.js';
import { restartUnheard } from './restart-unheard.js';
import { saysWhoTheyAre } from './says-who-they-are.js';
import { splitRoles } from './split-roles.js';
import { takerBusy } from './taker-busy.js';
import { taughtThenHunted } from './taught-then-hunted.js';
import { toldClosed } from './told-closed.js';
import { tooBusyThenIn } from './too-busy-then-in.js';
import { transferRefused } from './transfer-refused.js';
import { twoAgentsWanted } from './two-agents-wanted.js';
import { twoClicksAtOnce } from './two-clicks-at-once.js';
import { voiceBot } from './voice-bot.js';
import { voiceChallenge } from './voice-challenge.js';
import { warmBySip } from './warm-by-sip.js';
import { warmRefusedThenNext } from './warm-refused-then-next.js';
import { wrongFirstKey } from './wrong-first-key.js';

/** Every scenario, the default first. */
export const SCENARIOS: readonly Scenario[] = [
  firstAgent,
  instantAgent,
  tooBusyThenIn,
  longMenu,
  orderB,
  longDisclosures,
  wrongFirstKey,
  taughtThenHunted,
  notAPerson,
  voiceBot,
  voiceChallenge,
  callbackTaken,
  callbackDeclined,
  toldClosed,
  agentGivesUp,
  nobodyTakes,
  ownExtension,
  twoAgentsWanted,
  twoClicksAtOnce,
  transferRefused,
  adminMayNotControl,
  ownerSignedIn,
  warmBySip,
  warmRefusedThenNext,
  oneCallALine,
  formerBeliefs,
  takerBusy,
  declinedInside,
  carrierMailbox,
  promptBeforeConnecting,
  emergencyAddressMissing,
  firstProxyDead,
  saysWhoTheyAre,
  callOutDevice,
  callOutNumber,
  numberRefused,
  rateLimited,
  lineCrashes,
  cancelMidway,
  restartMidway,
  splitRoles,
  redisComesBackEmpty,
  restartPlanned,
  restartTransferred,
  restartUnheard,
];

export const DEFAULT_SCENARIO = firstAgent;
