import type { Account } from '../account.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Party } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';
import type { Handlers, RestRequest } from './handler.js';
import { page } from './paging.js';

const STATES: Readonly<Record<string, string>> = {
  Answered: 'CallConnected',
  Hold: 'OnHold',
  Setup: 'Ringing',
  Proceeding: 'Ringing',
};

/** Calls as the call log and presence show them: plain, and only for what lives now. */
export function activityHandlers(exchange: Exchange, { extensions }: Pick<Account, 'extensions'>): Handlers {
  const enabledExtensions = () => extensions.filter(({ status }) => status === 'Enabled').map(({ id }) => id);
  const mine = (extensionId: string | undefined): { session: Session; party: Party }[] =>
    exchange.sessions().flatMap((session) =>
      session.parties
        .filter((party) => party.present && party.owner.extensionId !== undefined)
        .filter((party) => extensionId === undefined || party.owner.extensionId === extensionId)
        .map((party) => ({ session, party })),
    );
  const extensionOf = (request: RestRequest): string => {
    const given = request.params.extensionId ?? '~';
    return given === '~' ? request.userId : given;
  };
  const rows = (extensionId: string | undefined) =>
    mine(extensionId)
      .filter(({ party }) => party.status.code === 'Answered' || party.status.code === 'Hold')
      .map(({ session, party }) => ({
        id: session.id,
        sessionId: session.id.replace(/\D/g, ''),
        telephonySessionId: session.id,
        partyId: party.id,
        startTime: session.createdAt.toISOString(),
        type: 'Voice',
        direction: party.direction,
        action: 'Phone Call',
        result: 'In Progress',
        from: party.from,
        to: party.to,
      }));
  const presenceOf = (id: string, url: URL) => {
    const activeCalls = mine(id).map(({ session, party }) => ({
      id: session.id,
      direction: party.direction,
      from: party.from.phoneNumber ?? party.from.extensionNumber,
      to: party.to.phoneNumber ?? party.to.extensionNumber,
      telephonyStatus: STATES[party.status.code] ?? 'NoCall',
      telephonySessionId: session.id,
      partyId: party.id,
      startTime: session.createdAt.toISOString(),
    }));
    const telephonyStatus = activeCalls[0]?.telephonyStatus ?? 'NoCall';
    const detailed = url.searchParams.get('detailedTelephonyState') === 'true';
    const presenceStatus = activeCalls.length > 0 ? 'Busy' : 'Available';
    const status = { telephonyStatus, presenceStatus, userStatus: 'Available', dndStatus: 'TakeAllCalls' };
    return { extension: { id: Number(id) }, ...status, ...(detailed ? { activeCalls } : {}) };
  };
  return {
    activeCalls: (request) => ({ body: page(rows(undefined), request.url) }),
    extensionActiveCalls: (request) => ({ body: page(rows(extensionOf(request)), request.url) }),
    presence: (request) => {
      const id = extensionOf(request);
      return { body: { uri: request.url.href, ...presenceOf(id, request.url) } };
    },
    accountPresence: (request) => {
      const ids = enabledExtensions();
      return {
        body: page(
          ids.map((id) => presenceOf(id, request.url)),
          request.url,
        ),
      };
    },
  };
}
