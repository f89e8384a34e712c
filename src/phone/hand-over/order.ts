import type { ControlRight } from '../account/control-rights.js';

/** Warm ways connect the agent with a taker who has answered our call; blind ones transfer the agent to a phone that then rings. */
export type WarmWayName = 'bridge' | 'replaces';
export type BlindWayName = 'transfer' | 'refer';
export type HandOverWayName = WarmWayName | BlindWayName;

export interface WayOrder {
  readonly warm: readonly WarmWayName[];
  readonly blind: readonly BlindWayName[];
}

/** `bridge` and `transfer` use REST and need the right; `replaces` and `refer` use our own SIP leg and need no permission. */
const REST_FIRST: WayOrder = { warm: ['bridge', 'replaces'], blind: ['transfer', 'refer'] };
const SIP_FIRST: WayOrder = { warm: ['replaces', 'bridge'], blind: ['refer', 'transfer'] };

/**
 * The allowed ways to hand over a line's call, in the order they are tried: those the line has the right to first. A way that was refused
 * before comes last of its kind but stays: a refusal costs little, and rights change.
 */
export function orderOfWays(allowed: readonly HandOverWayName[], right: ControlRight): WayOrder {
  const order = right === 'owner' || right === 'allowed' ? REST_FIRST : SIP_FIRST;
  return {
    warm: order.warm.filter((way) => allowed.includes(way)),
    blind: order.blind.filter((way) => allowed.includes(way)),
  };
}
