import type { RingCentralOptions } from '../world.js';
import type { Account } from './account.js';
import type { Beliefs } from './beliefs.js';
import { EventSide } from './events/event-side.js';
import type { HandOverRefusals } from './faults.js';
import type { PhoneSide } from './phone-side.js';
import { chance } from './random.js';
import { activityHandlers } from './rest/activity.js';
import { callOutHandlers } from './rest/call-out.js';
import { directoryHandlers } from './rest/directory.js';
import type { Handlers } from './rest/handler.js';
import { Limits } from './rest/limits.js';
import { OAuth } from './rest/oauth.js';
import { RestServer } from './rest/server.js';
import { telephonyHandlers } from './rest/telephony.js';
import { UserRights } from './rest/user-rights.js';
import { sipAccounts } from './sip-accounts.js';
import type { Tuning } from './tuning.js';

const SCOPE =
  'CallControl ReadAccounts ReadCallLog ReadPresence SubscriptionWebhook VoipCalling WebSocketsSubscription';

export interface RestSide {
  readonly rest: RestServer;
  readonly events: EventSide;
  readonly oauth: OAuth;
  readonly env: Readonly<Record<string, string>>;
}

/** Wires the REST side onto the phones. */
export async function startRestSide(
  options: RingCentralOptions,
  account: Account,
  phoneSide: PhoneSide,
  refusals: HandOverRefusals,
  tuning: Tuning,
  beliefs: Beliefs,
): Promise<RestSide> {
  const { story, faults, seed } = options;
  const draw = chance(seed, 'credentials');
  const [clientId, clientSecret, jwt] = [draw.digits(12), draw.digits(24), `practice.jwt.${draw.digits(24)}`];
  const now = (): number => performance.now();
  const { publicClient, issueRefreshTokens } = tuning;
  const oauth = new OAuth({
    ...{ clientId, clientSecret, jwt, ownerId: account.ownerId, scope: SCOPE, now },
    redirectUris: options.redirectUris ?? [],
    users: account.people.map(({ extensionId: id, name, extensionNumber }) => {
      return { id, name, extensionNumber, admin: id === account.ownerId };
    }),
    ...{ publicClient, issueRefreshTokens },
  });
  const { lightPerMinute, penaltyAtStart } = faults;
  const { missingAppPermissions, missingUserPermissions } = tuning;
  const limits = new Limits({ now, lightPerMinute, penaltyAtStart });
  const rights = new UserRights(account, (id) => phoneSide.exchange.session(id), beliefs, faults.refuseControl);
  const rest = new RestServer({ story, oauth, limits, rights, missingAppPermissions, missingUserPermissions });
  const events = new EventSide({
    ...{ story, seed, ownerId: account.ownerId, times: tuning, changes: phoneSide.changes, trouble: faults.events },
    count: (userId) => limits.count(userId, 'Medium'),
  });
  rest.onUpgrade((request, socket, head) => events.upgrade(request, socket, head));
  const listening = await rest.start(allHandlers(options, account, phoneSide, refusals, oauth, events));
  const port = (await options.between?.('rest', listening)) ?? listening;
  const env = {
    RC_SERVER_URL: `http://127.0.0.1:${port}`,
    RC_CLIENT_ID: clientId,
    RC_CLIENT_SECRET: clientSecret,
    RC_JWT_TOKEN: jwt,
  };
  return { rest, events, oauth, env };
}

/** A handler for each route of the table. */
export function allHandlers(
  options: RingCentralOptions,
  account: Account,
  { exchange, sip, sipProxies }: PhoneSide,
  refusals: HandOverRefusals,
  oauth: OAuth,
  events: EventSide,
): Handlers {
  const devices = sipAccounts(account);
  const identityOfDevice = (id: string) => {
    const extension = account.extensions.find((one) => one.devices.some((device) => device.id === id));
    if (extension === undefined) return undefined;
    const known = devices.find((device) => device.deviceId === id)?.identity;
    return known ?? { extensionId: extension.id, extensionNumber: extension.extensionNumber, deviceId: id };
  };
  // People's desk phones are always plugged in.
  const theirs = account.extensions.filter(({ id }) => account.people.some(({ extensionId }) => extensionId === id));
  const onDesks = new Set(
    theirs.flatMap((one) => one.devices.filter(({ type }) => type === 'HardPhone').map(({ id }) => id)),
  );
  return {
    token: ({ raw }) => ({ body: oauth.token(new URLSearchParams(raw)) }),
    authorize: ({ url }) => oauth.authorize(url.searchParams),
    login: ({ raw }) => oauth.login(new URLSearchParams(raw)),
    revoke: ({ raw, url }) => {
      oauth.revoke(new URLSearchParams(raw).get('token') ?? url.searchParams.get('token') ?? '');
      return {};
    },
    ...directoryHandlers({
      account,
      sipProxies,
      online: (id) => sip.online(id) || onDesks.has(id),
    }),
    ...telephonyHandlers({
      account,
      exchange,
      refusals,
      story: options.story,
      softphoneOf: (extensionId) => sip.stationOf(extensionId),
    }),
    ...callOutHandlers({
      account,
      exchange,
      sip,
      numberAllowed: options.faults.callOutNumber === 'allowed',
      identityOfDevice,
    }),
    ...activityHandlers(exchange, account),
    ...events.handlers(),
  };
}
