import type { Group } from './limits.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** One operation of the practice API. */
export interface Route {
  readonly name: string;
  readonly method: Method;
  /** `{name}` stands for one segment. */
  readonly path: string;
  readonly group: Group;
  readonly app?: string;
  readonly user?: string;
  /** For a browser: no client authentication, nothing is counted, pages and redirects instead of JSON. */
  readonly browser?: true;
  /** In the Auth group, yet requested with an access token like everything else. */
  readonly bearer?: true;
  readonly covers: 'full' | 'partial';
  /** What is missing. */
  readonly missing?: string;
}

const A = '/restapi/v1.0/account/{accountId}';
const X = `${A}/extension/{extensionId}`;
const S = `${A}/telephony/sessions/{telephonySessionId}`;
const P = `${S}/parties/{partyId}`;

const directory = { app: 'ReadAccounts' } as const;
const control = { app: 'CallControl', group: 'Light' } as const;

/** Everything the practice API answers. Anything else is 404 CMN-120. */
export const ROUTES: readonly Route[] = [
  {
    name: 'token',
    method: 'POST',
    path: '/restapi/oauth/token',
    group: 'Auth',
    covers: 'partial',
    missing: 'client assertions; the device, guest and personal JWT grants',
  },
  {
    name: 'authorize',
    method: 'GET',
    path: '/restapi/oauth/authorize',
    group: 'Auth',
    browser: true,
    covers: 'partial',
    missing: 'prompt, display, ui_locales, login_hint, nonce and brand_id are taken and change nothing',
  },
  {
    name: 'login',
    method: 'POST',
    path: '/restapi/oauth/authorize',
    group: 'Auth',
    browser: true,
    covers: 'partial',
    missing: 'passwords; the page is this service’s own, not the real one’s',
  },
  {
    name: 'wstoken',
    method: 'POST',
    path: '/restapi/oauth/wstoken',
    group: 'Auth',
    bearer: true,
    app: 'WebSocketsSubscription',
    covers: 'full',
  },
  { name: 'revoke', method: 'POST', path: '/restapi/oauth/revoke', group: 'Auth', covers: 'full' },
  {
    name: 'extensions',
    method: 'GET',
    path: `${A}/extension`,
    group: 'Medium',
    ...directory,
    user: 'ReadExtensions',
    covers: 'partial',
    missing: 'fields a phone bot has no use for',
  },
  {
    name: 'extension',
    method: 'GET',
    path: X,
    group: 'Light',
    ...directory,
    user: 'ReadExtensions',
    covers: 'partial',
    missing: 'as extensions',
  },
  {
    name: 'extensionNumbers',
    method: 'GET',
    path: `${X}/phone-number`,
    group: 'Light',
    ...directory,
    user: 'ReadUserPhoneNumbers',
    covers: 'partial',
    missing: 'only usageType filters',
  },
  {
    name: 'accountNumbers',
    method: 'GET',
    path: `${A}/phone-number`,
    group: 'Heavy',
    ...directory,
    user: 'ReadCompanyPhoneNumbers',
    covers: 'partial',
    missing: 'only usageType filters',
  },
  {
    name: 'extensionDevices',
    method: 'GET',
    path: `${X}/device`,
    group: 'Light',
    ...directory,
    user: 'ReadUserDevices',
    covers: 'partial',
    missing: 'the default of its type filter (published code sees all types)',
  },
  {
    name: 'device',
    method: 'GET',
    path: `${A}/device/{deviceId}`,
    group: 'Light',
    ...directory,
    user: 'ReadCompanyDevices',
    covers: 'partial',
    missing: 'shipping, billing',
  },
  {
    name: 'sipInfo',
    method: 'GET',
    path: `${A}/device/{deviceId}/sip-info`,
    group: 'Light',
    ...directory,
    user: 'ReadCompanyDevices',
    covers: 'full',
  },
  {
    name: 'callQueues',
    method: 'GET',
    path: `${A}/call-queues`,
    group: 'Medium',
    ...directory,
    user: 'ReadExtensions',
    covers: 'full',
  },
  {
    name: 'callQueue',
    method: 'GET',
    path: `${A}/call-queues/{groupId}`,
    group: 'Light',
    ...directory,
    user: 'ReadExtensions',
    covers: 'partial',
    missing: 'service-level settings',
  },
  {
    name: 'callQueueMembers',
    method: 'GET',
    path: `${A}/call-queues/{groupId}/members`,
    group: 'Light',
    ...directory,
    user: 'ReadExtensions',
    covers: 'full',
  },
  {
    name: 'callOut',
    method: 'POST',
    path: `${A}/telephony/call-out`,
    ...control,
    group: 'Heavy',
    covers: 'partial',
    missing: 'extensionId as the caller',
  },
  { name: 'session', method: 'GET', path: S, ...control, covers: 'full' },
  { name: 'dropSession', method: 'DELETE', path: S, ...control, covers: 'full' },
  { name: 'party', method: 'GET', path: P, ...control, covers: 'full' },
  {
    name: 'updateParty',
    method: 'PATCH',
    path: P,
    ...control,
    covers: 'partial',
    missing: 'muting is shown, the audio is not muted',
  },
  {
    name: 'dropParty',
    method: 'DELETE',
    path: P,
    ...control,
    covers: 'partial',
    missing: 'refused with 409, as nobody is supervised, parked or in a conference',
  },
  { name: 'hold', method: 'POST', path: `${P}/hold`, ...control, covers: 'full' },
  { name: 'unhold', method: 'POST', path: `${P}/unhold`, ...control, covers: 'full' },
  {
    name: 'transfer',
    method: 'POST',
    path: `${P}/transfer`,
    ...control,
    covers: 'partial',
    missing: 'parkOrbit; voicemail without a recording',
  },
  { name: 'bridge', method: 'POST', path: `${P}/bridge`, ...control, covers: 'full' },
  {
    name: 'activeCalls',
    method: 'GET',
    path: `${A}/active-calls`,
    group: 'Heavy',
    app: 'ReadCallLog',
    user: 'ReadCallLog',
    covers: 'partial',
    missing: 'lag and lingering of ended calls',
  },
  {
    name: 'extensionActiveCalls',
    method: 'GET',
    path: `${X}/active-calls`,
    group: 'Heavy',
    app: 'ReadCallLog',
    user: 'ReadCallLog',
    covers: 'partial',
    missing: 'as activeCalls',
  },
  {
    name: 'presence',
    method: 'GET',
    path: `${X}/presence`,
    group: 'Light',
    app: 'ReadPresence',
    user: 'ReadPresenceStatus',
    covers: 'partial',
    missing: 'sipData, batches',
  },
  {
    name: 'accountPresence',
    method: 'GET',
    path: `${A}/presence`,
    group: 'Heavy',
    app: 'ReadPresence',
    user: 'ReadPresenceStatus',
    covers: 'partial',
    missing: 'sipData',
  },
  {
    name: 'subscribe',
    method: 'POST',
    path: '/restapi/v1.0/subscription',
    group: 'Medium',
    app: 'SubscriptionWebhook',
    covers: 'partial',
    missing: 'filters other than telephony sessions, and what their queries narrow; renewal reminders',
  },
  { name: 'subscriptions', method: 'GET', path: '/restapi/v1.0/subscription', group: 'Light', covers: 'full' },
  {
    name: 'subscription',
    method: 'GET',
    path: '/restapi/v1.0/subscription/{subscriptionId}',
    group: 'Light',
    covers: 'full',
  },
  {
    name: 'renewSubscription',
    method: 'POST',
    path: '/restapi/v1.0/subscription/{subscriptionId}/renew',
    group: 'Light',
    covers: 'full',
  },
  {
    name: 'unsubscribe',
    method: 'DELETE',
    path: '/restapi/v1.0/subscription/{subscriptionId}',
    group: 'Light',
    covers: 'full',
  },
];
