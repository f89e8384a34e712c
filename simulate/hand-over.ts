import type { CallRef } from '../src/hunter/ports/phone.js';
import type { HandOverOutcome, RingTarget } from '../src/hunter/terms.js';
import { sentenceOf } from '../src/phone/api/phone-error.js';
import type { LineTools } from '../src/phone/call/line-tools.js';
import { type AllowedWays, handOverBy } from '../src/phone/hand-over/try-ways.js';
import type { LegEnd, Softphone } from '../src/phone/softphone/sip/softphone.js';
import { clipOf, type SimSoftphone } from './softphone.js';

/** A hand-over under way: the end of our leg may then mean that it succeeded. */
export interface HandOver {
  readonly done: Promise<HandOverOutcome>;
  /** There is no longer anybody to hand over. */
  abandon(): void;
  pendingEnd: Pick<LegEnd, 'cause' | 'reason'> | undefined;
}

interface Asked {
  readonly call: CallRef;
  readonly target: RingTarget;
  readonly maxRingMs: number;
  readonly mayJoin: () => boolean;
}

const WAYS: AllowedWays = { allowed: ['bridge', 'replaces', 'transfer', 'refer'], phrases: clipOf };

/** Joins taker and agent by the real rules; warm while our softphone is on the call. */
export function beginHandOver(asked: Asked, softphone: SimSoftphone | undefined, tools: LineTools): HandOver {
  const agentGone = new AbortController();
  // The ways use what the simulated softphone can do, and nothing else of a line.
  const line = softphone as Softphone | undefined;
  const agent = line && { agent: { softphone: line, leg: asked.call.callId } };
  const done = handOverBy(WAYS, { ...asked, ...agent, agentGone: agentGone.signal }, tools);
  return {
    done: done.catch((error: unknown) => ({ outcome: 'refused', reason: sentenceOf(error) })),
    abandon: () => agentGone.abort(),
    pendingEnd: undefined,
  };
}
