import type { Story } from '../../story.js';
import type { Account } from '../account.js';
import type { Exchange } from '../exchange/exchange.js';
import { bridge, mayHandOver, transferBlind } from '../exchange/hand-over.js';
import type { Party, Route, Station } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';
import type { HandOverRefusals } from '../faults.js';
import { ApiError, incorrectState, invalidParameter, notFound, notYourCall } from './api-error.js';
import { bridgeBody, partyBody, read, transferBody } from './bodies.js';
import { partyView, sessionView } from './call-views.js';
import type { Handlers, RestRequest } from './handler.js';

export interface TelephonyOptions {
  readonly account: Account;
  readonly exchange: Exchange;
  readonly refusals: HandOverRefusals;
  readonly story: Story;
  /** The softphone of an extension, when it is registered. */
  readonly softphoneOf: (extensionId: string) => Station | undefined;
}

/** What may be done to calls. */
export function telephonyHandlers({ account, exchange, refusals, story, softphoneOf }: TelephonyOptions): Handlers {
  const sessionOf = (id: string): Session => {
    const session = exchange.session(id);
    if (session === undefined) throw notFound('telephonySessionId', id);
    return session;
  };
  const find = (request: RestRequest): { session: Session; party: Party } => {
    const session = sessionOf(request.params.telephonySessionId ?? '');
    const id = request.params.partyId ?? '';
    const party = session.party(id);
    if (party === undefined) throw notFound('partyId', id);
    return { session, party };
  };
  /** A party of the account: the public network's are not ours to control. */
  const findOurs = (request: RestRequest): { session: Session; party: Party } => {
    const found = find(request);
    if (found.party.owner.extensionId === undefined) throw notYourCall();
    return found;
  };
  const routeFor = (raw: string): { route: Route; toVoicemail: boolean } => {
    const body = read(transferBody, raw);
    const given = Object.entries(body).filter(([, value]) => value !== undefined);
    const [name, value] = given[0] ?? [];
    if (given.length !== 1 || name === undefined || value === undefined) throw invalidParameter('phoneNumber');
    if (name === 'parkOrbit') throw new ApiError(403, 'CMN-109', 'Feature is not available');
    const byId = name === 'extensionId' || name === 'voicemail';
    const digits = byId ? account.extensions.find((one) => one.id === value)?.extensionNumber : value;
    const route = digits === undefined ? undefined : exchange.route(digits);
    if (route === undefined) throw invalidParameter(name, value);
    return { route, toVoicemail: name === 'voicemail' };
  };

  return {
    session: (request) => ({ body: sessionView(sessionOf(request.params.telephonySessionId ?? '')) }),
    dropSession: (request) => {
      exchange.drop(sessionOf(request.params.telephonySessionId ?? ''), 'caller');
      return { status: 204 };
    },
    party: (request) => ({ body: partyView(find(request).party) }),
    updateParty: (request) => {
      const { party } = findOurs(request);
      const { muted, standAlone } = read(partyBody, request.raw).party;
      if (!party.present) throw incorrectState('the party has left the call');
      party.muted = muted ?? party.muted;
      party.standAlone = standAlone ?? party.standAlone;
      return { body: partyView(party) };
    },
    dropParty: (request) => {
      findOurs(request);
      // The reference allows supervised, parked and conference parties only; a call is ended by its session.
      throw incorrectState('only supervised, parked or conference parties can be dropped');
    },
    hold: (request) => {
      const { session, party } = findOurs(request);
      if (party.status.code !== 'Answered') throw incorrectState('only an answered party can be held');
      exchange.hold(session, party);
      return { body: partyView(party) };
    },
    unhold: (request) => {
      const { session, party } = findOurs(request);
      if (party.status.code !== 'Hold') throw incorrectState('the party is not on hold');
      exchange.unhold(session, party);
      return { body: partyView(party) };
    },
    transfer: (request) => {
      const { session, party } = findOurs(request);
      const asked = routeFor(request.raw);
      const { toVoicemail } = asked;
      const own = party.owner.extensionId;
      // To one's own extension: the newest registration of its device is rung, which is how a call is brought back to a softphone.
      const softphone = own !== undefined && asked.route.to.extensionId === own ? softphoneOf(own) : undefined;
      const route = softphone === undefined ? asked.route : { ...asked.route, station: softphone };
      if (softphone === undefined) story.tell('hand-over-request', { call: session.id, way: 'transfer' });
      if (refusals.refuses('transfer')) throw notYourCall();
      if (!mayHandOver(party)) throw incorrectState('only an answered party can be transferred');
      if (!transferBlind(exchange, session, party, route, toVoicemail))
        throw incorrectState('nobody is on the other side');
      if (softphone !== undefined) story.tell('brought-back', { call: session.id, way: 'transfer' });
      return { body: partyView(party) };
    },
    bridge: (request) => {
      const { session, party } = findOurs(request);
      const body = read(bridgeBody, request.raw);
      story.tell('hand-over-request', { call: session.id, way: 'bridge' });
      if (refusals.refuses('bridge')) throw notYourCall();
      const other = exchange.session(body.telephonySessionId);
      const otherParty = other?.party(body.partyId);
      if (other === undefined || otherParty === undefined)
        throw notFound('telephonySessionId', body.telephonySessionId);
      if (other === session) throw invalidParameter('telephonySessionId', other.id);
      if (otherParty.owner.extensionId === undefined) throw notYourCall();
      if (!mayHandOver(party) || !mayHandOver(otherParty)) throw incorrectState('both parties must be answered');
      if (!bridge(exchange, session, party, other, otherParty)) throw incorrectState('the other side has not answered');
      return { body: partyView(party) };
    },
  };
}
