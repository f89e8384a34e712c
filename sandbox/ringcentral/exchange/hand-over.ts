import type { Exchange } from './exchange.js';
import { ringInside, toMailbox } from './inside.js';
import type { Party, Route } from './party.js';
import type { Session } from './session.js';

/** A party that may be handed over: talking, or on hold. */
export function mayHandOver(party: Party): boolean {
  return party.status.code === 'Answered' || party.status.code === 'Hold';
}

/**
 * Blind transfer: my party leaves at once (its SIP leg gets a BYE), a new party rings the target, and the far end hears it ring.
 * A target that is busy or stays silent leaves the far end with a busy tone, then with nothing.
 */
export function transferBlind(
  exchange: Exchange,
  session: Session,
  mine: Party,
  route: Route,
  toVoicemail = false,
): boolean {
  const far = session.otherThan(mine);
  if (far?.leg === undefined) return false;
  const leg = mine.leg;
  mine.leg = undefined;
  mine.status = { code: 'Disconnected', reason: 'BlindTransfer' };
  leg?.end();
  const target = session.addParty('Inbound', far.to, route.to, route.to);
  if (toVoicemail) toMailbox(exchange, session, target, far);
  else ringInside(exchange, session, target, far, route, () => tellHandedOver(exchange, target, far));
  return true;
}

/** Warm transfer: both of my parties leave, the second first, those behind them meet. `halfway`: told between the two. */
export function bridge(
  exchange: Exchange,
  a: Session,
  mineA: Party,
  b: Session,
  mineB: Party,
  halfway: () => void = () => undefined,
): boolean {
  const farA = a.otherThan(mineA);
  const farB = b.otherThan(mineB);
  if (farA?.leg === undefined || farB?.leg === undefined) return false;
  b.hears(undefined);
  a.hears(undefined);
  leave(mineB, a, mineA);
  halfway();
  leave(mineA, b, mineB);
  a.linked = b;
  b.linked = a;
  exchange.meet(a, farA, farB);
  tellHandedOver(exchange, farB, farA);
  return true;
}

/** The softphone that has the call now is soon asked whether it is still there. */
function tellHandedOver(exchange: Exchange, ...parties: readonly Party[]): void {
  if (!exchange.options.beliefs.updatesAfterHandOver) return;
  for (const { leg } of parties) leg?.handedOver?.();
}

function leave(mine: Party, other: Session, otherParty: Party): void {
  const leg = mine.leg;
  mine.leg = undefined;
  const peerId = { sessionId: other.id.replace(/\D/g, ''), telephonySessionId: other.id, partyId: otherParty.id };
  mine.status = { code: 'Gone', reason: 'AttendedTransfer', peerId };
  leg?.end();
}
