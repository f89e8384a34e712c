import type { DialWay } from '../../hunter/terms.js';
import { callOutDeviceWay } from './ways/call-out-device.js';
import { callOutNumberWay } from './ways/call-out-number.js';
import { softphoneWay } from './ways/softphone.js';
import type { Way, WayTools } from './ways/way.js';

const WAYS: Readonly<Record<DialWay, (tools: WayTools) => Way>> = {
  softphone: softphoneWay,
  'call-out-device': callOutDeviceWay,
  'call-out-number': callOutNumberWay,
};

/** The ways to dial, in the order of the setting. */
export function dialWays(order: readonly DialWay[], tools: WayTools): readonly Way[] {
  return order.map((name) => WAYS[name](tools));
}
