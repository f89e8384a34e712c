import { ACCOUNT_ID } from '../account.js';
import type { Identity, Party } from '../exchange/party.js';
import type { Session } from '../exchange/session.js';

function who(identity: Identity) {
  const { phoneNumber, name, deviceId, extensionId, extensionNumber } = identity;
  return Object.fromEntries(
    Object.entries({ phoneNumber, name, deviceId, extensionId, extensionNumber }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** A party as the API shows it; parties of the public network have no extension and no owner. */
export function partyView(party: Party): Record<string, unknown> {
  const { extensionId } = party.owner;
  const ours = extensionId === undefined ? {} : { accountId: ACCOUNT_ID, extensionId };
  return {
    id: party.id,
    ...ours,
    direction: party.direction,
    status: party.status,
    muted: party.muted,
    standAlone: party.standAlone,
    ...(extensionId === undefined ? {} : { owner: ours }),
    from: who(party.from),
    to: who(party.to),
  };
}

export function sessionView(session: Session): Record<string, unknown> {
  return {
    id: session.id,
    creationTime: session.createdAt.toISOString(),
    origin: { type: 'Call' },
    parties: session.parties.map(partyView),
  };
}
