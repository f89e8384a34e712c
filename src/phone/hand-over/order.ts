import type { ControlRight } from '../account/control-rights.js';

/** Warm ways join the agent with a taker who has answered a call of ours; blind ones send the agent on to a phone that then rings. */
export type WarmWayName = 'bridge' | 'replaces';
export type BlindWayName = 'transfer' | 'refer';
export type HandOverWayName = WarmWayName | BlindWayName;

export interface WayOrder {
  readonly warm: readonly WarmWayName[];
  readonly blind: readonly BlindWayName[];
}

/** `bridge` and `transfer` are REST and need the right; `replaces` and `refer` are our own SIP leg's and need nobody's leave. */
const REST_FIRST: WayOrder = { warm: ['bridge', 'replaces'], blind: ['transfer', 'refer'] };
const SIP_FIRST: WayOrder = { warm: ['replaces', 'bridge'], blind: ['refer', 'transfer'] };

/**
 * The allowed ways to hand a line's call over, in the order they are tried: those the line has a right to first. One that was refused
 * before comes last of its kind and not never: a refusal costs little, and rights change.
 */
export function orderOfWays(allowed: readonly HandOverWayName[], right: ControlRight): WayOrder {
  const order = right === 'owner' || right === 'allowed' ? REST_FIRST : SIP_FIRST;
  return {
    warm: order.warm.filter((way) => allowed.includes(way)),
    blind: order.blind.filter((way) => allowed.includes(way)),
  };
}
