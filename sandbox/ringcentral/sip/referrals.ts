import type { Exchange } from '../exchange/exchange.js';
import { bridge, mayHandOver, transferBlind } from '../exchange/hand-over.js';
import type { Party } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';
import type { HandOverRefusals } from '../faults.js';
import { type SipMessage, userOf } from './message.js';
import { type ReplacesHeader, replacesOf } from './replaces.js';
import type { SipLeg, SipTimes } from './sip-leg.js';

interface InCall {
  readonly session: Session;
  readonly party: Party;
}

export interface ReferralOptions {
  readonly exchange: Exchange;
  readonly refusals: HandOverRefusals;
  /** Whether a REFER with Replaces has any effect. */
  readonly replaces: boolean;
  readonly times: Pick<SipTimes, 'referMs' | 'replacesMs'>;
  /** A leg by what a Replaces header says of it. */
  readonly named: (dialog: ReplacesHeader) => SipLeg | undefined;
  readonly callOf: (leg: SipLeg) => InCall | undefined;
  readonly onRefer: (sessionId: string, way: 'refer' | 'replaces') => void;
}

const TERMINATED = 'terminated;reason=noresource';

/** REFER within a call: 202 to all that is not refused outright, then NOTIFYs of how it goes. A 202 alone promises nothing. */
export class Referrals {
  constructor(private readonly options: ReferralOptions) {}

  take(leg: SipLeg, request: SipMessage): void {
    const { callOf, onRefer, refusals } = this.options;
    const found = callOf(leg);
    if (found === undefined) {
      leg.answerRefer(request, 481);
      return;
    }
    const referTo = request.header('refer-to');
    const replaces = replacesOf(referTo);
    const way = replaces === undefined ? 'refer' : 'replaces';
    onRefer(found.session.id, way);
    if (refusals.refuses(way)) {
      leg.answerRefer(request, 403);
      return;
    }
    leg.answerRefer(request, 202);
    if (refusals.ignores(way)) return;
    if (replaces === undefined) this.#blind(leg, found, userOf(referTo));
    else if (this.options.replaces) this.#join(leg, found, replaces);
  }

  #blind(leg: SipLeg, { session, party }: InCall, target: string): void {
    const { exchange, times } = this.options;
    const route = exchange.route(target);
    if (route === undefined) {
      leg.notify('SIP/2.0 404 Not Found', TERMINATED);
      return;
    }
    leg.notify('SIP/2.0 100 Trying', 'active;expires=60');
    exchange.after(times.referMs, () => {
      if (session.over || party.leg !== leg) return;
      leg.notify('SIP/2.0 200 OK', TERMINATED);
      transferBlind(exchange, session, party, route);
    });
  }

  /** 202, NOTIFY, BYE to the consult's leg, NOTIFY, BYE to the agent's. */
  #join(leg: SipLeg, { session, party }: InCall, replaces: ReplacesHeader): void {
    const { exchange, times, named, callOf } = this.options;
    const unknown = (): void => leg.notify('SIP/2.0 481 Call/Transaction Does Not Exist', TERMINATED);
    const consult = (): InCall | undefined => {
      const other = named(replaces);
      const its = other === undefined ? undefined : callOf(other);
      return its?.session === session ? undefined : its;
    };
    if (consult() === undefined) {
      unknown();
      return;
    }
    leg.notify('SIP/2.0 100 Trying', 'active;expires=60');
    exchange.after(times.replacesMs, () => {
      if (session.over || party.leg !== leg) return;
      const other = consult();
      if (other === undefined) {
        unknown();
        return;
      }
      const joined =
        mayHandOver(party) &&
        mayHandOver(other.party) &&
        bridge(exchange, session, party, other.session, other.party, () => leg.notify('SIP/2.0 200 OK', TERMINATED));
      // Nobody has answered the consult call yet.
      if (!joined) leg.notify('SIP/2.0 480 Temporarily Unavailable', TERMINATED);
    });
  }
}
