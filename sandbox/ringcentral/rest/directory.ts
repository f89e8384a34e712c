import {
  ACCOUNT_ID,
  type Account,
  type AccountExtension,
  type Device,
  type FreeNumber,
  MAIN_NUMBER,
  SIP_DOMAIN,
} from '../account.js';
import type { SipProxy } from '../sip/proxies.js';
import { invalidParameter, notFound } from './api-error.js';
import { deviceEmergency, lineEmergency } from './emergency.js';
import type { Handlers, RestRequest } from './handler.js';
import { page } from './paging.js';

export interface DirectoryOptions {
  readonly account: Account;
  /** As sip-info lists them. */
  readonly sipProxies: readonly SipProxy[];
  readonly online: (deviceId: string) => boolean;
}

/** Extensions, numbers, devices, queues. Ids are numbers or strings exactly where the real lists have them so. */
export function directoryHandlers({ account, sipProxies, online }: DirectoryOptions): Handlers {
  const uriOf = (request: RestRequest, path: string): string =>
    new URL(`/restapi/v1.0/account/${ACCOUNT_ID}/${path}`, request.url).href;
  const the = (request: RestRequest): AccountExtension => {
    const given = request.params.extensionId ?? '';
    const id = given === '~' ? request.userId : given;
    if (!/^\d+$/.test(id)) throw invalidParameter('extensionId', id);
    const found = account.extensions.find((extension) => extension.id === id);
    if (found === undefined) throw notFound('extensionId', id);
    return found;
  };
  const queueOf = (request: RestRequest): AccountExtension => {
    const id = request.params.groupId ?? '';
    const found = account.extensions.find((extension) => extension.id === id && extension.type === 'Department');
    if (found === undefined) throw notFound('groupId', id);
    return found;
  };
  const theDevice = (request: RestRequest): { extension: AccountExtension; device: Device } => {
    const id = request.params.deviceId ?? '';
    for (const extension of account.extensions) {
      const device = extension.devices.find((one) => one.id === id);
      if (device !== undefined) return { extension, device };
    }
    throw notFound('deviceId', id);
  };
  const extensionView = (request: RestRequest, one: AccountExtension) => ({
    uri: uriOf(request, `extension/${one.id}`),
    id: Number(one.id),
    extensionNumber: one.extensionNumber,
    name: one.name,
    type: one.type,
    status: one.status,
    contact: {
      firstName: one.name.split(' ')[0],
      lastName: one.name.split(' ').slice(1).join(' '),
      ...(one.email === undefined ? {} : { email: one.email }),
    },
    permissions: { admin: { enabled: one.id === account.ownerId }, internationalCalling: { enabled: false } },
    serviceFeatures: [{ featureName: 'VoipCalling', enabled: one.type === 'User' }],
    hidden: false,
  });
  const deviceView = (request: RestRequest, extension: AccountExtension, device: Device) => ({
    uri: uriOf(request, `device/${device.id}`),
    id: device.id,
    type: device.type,
    name: device.name,
    status: online(device.id) ? 'Online' : 'Offline',
    extension: {
      uri: uriOf(request, `extension/${extension.id}`),
      id: Number(extension.id),
      extensionNumber: extension.extensionNumber,
    },
    ...deviceEmergency(extension, device),
    linePooling: 'None',
    phoneLines:
      device.number === undefined
        ? []
        : [
            {
              id: device.id,
              lineType: 'Standalone',
              ...lineEmergency(device),
              phoneInfo: {
                id: Number(device.id),
                phoneNumber: device.number,
                usageType: 'DirectNumber',
                type: 'VoiceFax',
              },
            },
          ],
  });
  const directView = (request: RestRequest, one: AccountExtension, features: boolean) => ({
    uri: uriOf(request, `phone-number/${one.id}1`),
    id: Number(`${one.id}1`),
    phoneNumber: one.directNumber,
    paymentType: 'Local',
    type: 'VoiceFax',
    usageType: 'DirectNumber',
    status: 'Normal',
    country: { id: '1', name: 'United States' },
    extension: { id: Number(one.id), extensionNumber: one.extensionNumber },
    ...(features ? { features: ['CallerId', 'SmsSender'] } : {}),
  });
  const mainView = (request: RestRequest, features: boolean) => ({
    uri: uriOf(request, 'phone-number/370000011'),
    id: 370000011,
    phoneNumber: MAIN_NUMBER,
    paymentType: 'TollFree',
    type: 'VoiceFax',
    usageType: 'MainCompanyNumber',
    status: 'Normal',
    country: { id: '1', name: 'United States' },
    ...(features ? { features: ['CallerId'] } : {}),
  });
  const freeView = (request: RestRequest, number: FreeNumber, index: number) => ({
    uri: uriOf(request, `phone-number/37000002${index}`),
    id: Number(`37000002${index}`),
    phoneNumber: number.phoneNumber,
    paymentType: number.paymentType,
    type: 'VoiceFax',
    usageType: number.usageType,
    status: 'Normal',
    country: { id: '1', name: 'United States' },
  });
  const byUsage = <T extends { usageType: string }>(url: URL, list: readonly T[]): readonly T[] => {
    const wanted = url.searchParams.getAll('usageType');
    return wanted.length === 0 ? list : list.filter((one) => wanted.includes(one.usageType));
  };

  return {
    extensions: (request) => {
      const fits = (one: AccountExtension): boolean =>
        among(request.url, 'status', one.status) &&
        among(request.url, 'type', one.type) &&
        among(request.url, 'extensionNumber', one.extensionNumber) &&
        among(request.url, 'email', one.email);
      return {
        body: page(
          account.extensions.filter(fits).map((one) => extensionView(request, one)),
          request.url,
        ),
      };
    },
    extension: (request) => ({ body: extensionView(request, the(request)) }),
    extensionNumbers: (request) => {
      const one = the(request);
      const direct = one.directNumber === undefined ? [] : [directView(request, one, true)];
      return { body: page(byUsage(request.url, [...direct, mainView(request, true)]), request.url) };
    },
    accountNumbers: (request) => {
      const direct = account.extensions.filter((one) => one.directNumber !== undefined);
      // A user who is no administrator sees direct numbers only.
      const isAdmin = request.userId === account.ownerId;
      const list = [
        ...(isAdmin ? [mainView(request, false)] : []),
        ...direct.map((one) => directView(request, one, false)),
        ...(isAdmin ? account.freeNumbers.map((number, index) => freeView(request, number, index)) : []),
      ];
      return { body: page(byUsage(request.url, list), request.url) };
    },
    extensionDevices: (request) => {
      const one = the(request);
      const devices = one.devices.filter((device) => among(request.url, 'type', device.type));
      return {
        body: page(
          devices.map((device) => deviceView(request, one, device)),
          request.url,
        ),
      };
    },
    device: (request) => {
      const { extension, device } = theDevice(request);
      return { body: deviceView(request, extension, device) };
    },
    sipInfo: (request) => {
      const { device } = theDevice(request);
      // Only an “existing phone” has credentials of its own.
      if (device.type !== 'OtherPhone') throw notFound('deviceId', device.id);
      return { body: { domain: SIP_DOMAIN, outboundProxies: sipProxies, ...device.sip } };
    },
    callQueues: (request) => {
      const queues = account.extensions.filter((one) => one.type === 'Department');
      return {
        body: page(
          queues.map((one) => queueView(uriOf(request, `call-queues/${one.id}`), one)),
          request.url,
        ),
      };
    },
    callQueue: (request) => {
      const one = queueOf(request);
      return { body: queueView(uriOf(request, `call-queues/${one.id}`), one) };
    },
    callQueueMembers: (request) => {
      queueOf(request);
      const members = account.people.map(({ extensionId, extensionNumber }) => ({
        uri: uriOf(request, `extension/${extensionId}`),
        id: Number(extensionId),
        extensionNumber,
      }));
      return { body: page(members, request.url) };
    },
  };
}

function queueView(uri: string, one: AccountExtension) {
  return { uri, id: one.id, extensionNumber: one.extensionNumber, name: one.name, status: one.status };
}

/** A filter that may be repeated. */
function among(url: URL, name: string, value: string | undefined): boolean {
  const wanted = url.searchParams.getAll(name);
  return wanted.length === 0 || (value !== undefined && wanted.includes(value));
}
