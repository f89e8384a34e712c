import type { CallRef } from '../src/hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../src/hunter/terms.js';
import { sentenceOf } from '../src/phone/api/phone-error.js';
import { Ends } from '../src/phone/hand-over/ends.js';
import type { HandOverWayName } from '../src/phone/hand-over/order.js';
import { tryWays } from '../src/phone/hand-over/try-ways.js';
import type { WarmTools } from '../src/phone/hand-over/warm.js';
import type { Softphone } from '../src/phone/softphone/sip/softphone.js';
import type { SimSoftphone } from './softphone.js';

/** A hand-over in progress: if our leg ends, that may mean it succeeded. */
export interface HandOver {
  readonly done: Promise<HandOverOutcome>;
  readonly ends: Ends;
}

interface Asked {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  readonly mayJoin: () => boolean;
}

const ALLOWED: readonly HandOverWayName[] = ['bridge', 'replaces', 'transfer', 'refer'];

/** Joins taker and agent by the real rules; warm while our softphone is on the call. */
export function beginHandOver(
  { mayJoin, ...asked }: Asked,
  softphone: SimSoftphone | undefined,
  tools: WarmTools,
): HandOver {
  const ends = new Ends(mayJoin);
  // The ways use only what the simulated softphone can do, and nothing else of a line.
  const line = softphone as Softphone | undefined;
  const agent = line && { agent: { softphone: line, leg: asked.call.callId } };
  const done = tryWays(ALLOWED, { ...asked, ...agent, ends }, tools);
  return { done: done.catch((error: unknown) => ({ outcome: 'refused', reason: sentenceOf(error) })), ends };
}
