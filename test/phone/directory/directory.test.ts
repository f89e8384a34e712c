import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createDirectory } from '../../../src/phone/directory/directory.js';
import { accountOn, memory, silent } from '../support/account.js';
import { type Answer, type Asked, type RcServer, startRcServer } from '../support/rc-server.js';

const A = '/restapi/v1.0/account/~';
const user = (id: number | string, extensionNumber: string, change: object = {}) => ({
  id,
  extensionNumber,
  name: `Line ${extensionNumber}`,
  type: 'User',
  status: 'Enabled',
  contact: { email: `line${extensionNumber}@example.com` },
  ...change,
});
const direct = (extensionId: number | string, phoneNumber: string) => ({
  phoneNumber,
  usageType: 'DirectNumber',
  type: 'VoiceFax',
  extension: { id: extensionId },
});

/** Serves records in pages of two, as v1 does. */
function paged(records: readonly unknown[], withNavigation = true) {
  return ({ query }: Asked): Answer => {
    const page = Number(query.get('page'));
    const next = page * 2 < records.length ? { nextPage: { uri: 'https://example.com/next' } } : {};
    return {
      status: 200,
      json: {
        records: records.slice((page - 1) * 2, page * 2),
        paging: { page, perPage: 2, totalPages: Math.ceil(records.length / 2) },
        ...(withNavigation ? { navigation: next } : {}),
      },
    };
  };
}

describe('the directory', () => {
  let server: RcServer;
  let devices: Record<string, unknown[]>;
  beforeEach(async () => {
    server = await startRcServer();
    devices = { '201': [{ id: 802500201, type: 'OtherPhone' }] };
    server.on('GET', `${A}/extension`, paged([user(201, '201')]));
    server.on('GET', `${A}/phone-number`, paged([direct('201', '+12025550101')]));
    server.on('GET', `${A}/call-queues`, paged([]));
    server.on('GET', `${A}/extension/*/device`, ({ path }) => ({
      status: 200,
      json: { records: devices[path.split('/').at(-2) ?? ''] ?? [] },
    }));
  });
  afterEach(() => server.close());
  const directoryOn = (store?: Store, needsDevice = true) => {
    const account = accountOn(server, store ? { store } : {});
    return createDirectory({ ...account, log: silent, needsDevice });
  };
  const refreshed = async (needsDevice = true) => {
    const directory = directoryOn(undefined, needsDevice);
    await directory.refresh();
    return directory;
  };

  it('joins ids that are integers in one list and strings in another', async () => {
    const directory = await refreshed();
    expect(directory.problem()).toBeUndefined();
    expect(directory.extensions()).toEqual([
      {
        id: '201',
        number: '201',
        name: 'Line 201',
        email: 'line201@example.com',
        enabled: true,
        directNumber: '+12025550101',
        line: {
          id: '201',
          extensionId: '201',
          extensionNumber: '201',
          name: 'Line 201',
          number: '+12025550101',
          deviceId: '802500201',
        },
      },
    ]);
    expect(directory.refreshedAt()).toBeTypeOf('number');
  });

  it.each([true, false])('reads all pages (navigation told: %s)', async (withNavigation) => {
    const five = [201, 202, 203, 204, 205];
    server.on(
      'GET',
      `${A}/extension`,
      paged(
        five.map((id) => user(id, String(id))),
        withNavigation,
      ),
    );
    const directory = await refreshed();
    expect(directory.extensions().map((extension) => extension.number)).toEqual(five.map(String));
    expect(server.count('GET', `${A}/extension`)).toBe(3);
  });

  it('says for each extension that cannot call one sentence why and what to do', async () => {
    server.on(
      'GET',
      `${A}/extension`,
      paged([
        user(1, '401', { status: 'Disabled' }),
        user(2, '402'),
        user(3, '403'),
        user(4, '404'),
        user(5, '405', { status: 'NotActivated' }),
        user(6, '300', { type: 'Department' }),
        user(7, '407', { status: 'Frozen' }),
        user(8, '408'),
      ]),
    );
    server.on(
      'GET',
      `${A}/phone-number`,
      paged([direct(3, '+12025550103'), direct(4, '2025550104'), direct(5, '+12025550105'), direct(8, '+12025550108')]),
    );
    devices = {
      '3': [
        { id: 'd3', type: 'HardPhone' },
        { id: 'd4', type: 'SoftPhone' },
      ],
    };
    const directory = await refreshed();
    const why = Object.fromEntries(directory.extensions().map(({ number, cannotCall }) => [number, cannotCall]));
    expect(why).toEqual({
      '300': 'It is a call queue; choose the extension of a user.',
      '401': 'It is disabled; enable it in the Admin Portal under Users.',
      '402': 'It has no direct number; give it one in the Admin Portal under Phone System > Phone Numbers.',
      '403':
        'It has no “Existing Phone” device (only HardPhone, SoftPhone); add one in the Admin Portal under Phones & Devices.',
      '404':
        'Its direct number is not in the international form (+1…); have RingCentral support correct it, or assign another.',
      '405': 'It is not activated yet; finish its set-up from the welcome e-mail, or resend that in the Admin Portal.',
      '407': 'It is frozen; ask RingCentral support or your billing contact to unfreeze it.',
      '408': 'It has no “Existing Phone” device; add one in the Admin Portal under Phones & Devices.',
    });
    expect(directory.extensions().every((extension) => extension.line === undefined)).toBe(true);
    // Devices are asked for only where they can matter.
    expect(server.count('GET', `${A}/extension/*/device`)).toBe(2);
  });

  it('names at most three unassigned numbers, those in stock first, and none that may not be given out', async () => {
    const free = (end: number, usageType: string, change: object = {}) => ({
      phoneNumber: `+1202555${end}`,
      ...{ usageType, type: 'VoiceFax', paymentType: 'Local', status: 'Normal', ...change },
    });
    server.on(
      'GET',
      `${A}/phone-number`,
      paged([
        free(1001, 'CompanyNumber'),
        free(1002, 'NumberPool'),
        free(1003, 'NumberPool', { type: 'FaxOnly' }),
        free(1004, 'NumberPool', { paymentType: 'External' }),
        free(1005, 'NumberPool', { paymentType: 'TollFree' }),
        free(1006, 'NumberPool', { status: 'Temporary' }),
        free(1007, 'MainCompanyNumber'),
        free(1008, 'DirectNumber'),
        free(1009, 'NumberPool'),
        free(1010, 'AdditionalCompanyNumber'),
      ]),
    );
    const directory = await refreshed();
    expect(directory.extensions()[0]).toMatchObject({
      obstacle: 'no-direct-number',
      cannotCall:
        'It has no direct number; the account already pays for unassigned numbers (+12025551002, +12025551009, +12025551008 and 2 more): assign one in the Admin Portal under Phone System > Phone Numbers.',
    });
  });

  it('needs no device where calls are placed from numbers', async () => {
    devices = {};
    const directory = await refreshed(false);
    expect(directory.extensions()[0]?.line).toMatchObject({ number: '+12025550101', deviceId: '' });
    expect(server.count('GET', `${A}/extension/*/device`)).toBe(0);
  });

  it('offers call queues and the voice numbers of the firm', async () => {
    server.on(
      'GET',
      `${A}/call-queues`,
      paged([{ id: '300', extensionNumber: '300', name: 'Tax', status: 'Enabled' }, { id: '301' }]),
    );
    server.on(
      'GET',
      `${A}/phone-number`,
      paged([
        direct(201, '+12025550101'),
        { phoneNumber: '+18005550100', usageType: 'MainCompanyNumber', type: 'VoiceOnly', label: 'Front door' },
        { phoneNumber: '+18005550101', usageType: 'CompanyFaxNumber', type: 'FaxOnly' },
        { phoneNumber: '+18005550102', usageType: 'ForwardedNumber', type: 'VoiceFax' },
      ]),
    );
    const directory = await refreshed();
    expect(directory.callQueues()).toEqual([{ extensionId: '300', extensionNumber: '300', name: 'Tax' }]);
    expect(directory.numbers()).toEqual([
      { number: '+12025550101', name: 'Line 201', extensionId: '201' },
      { number: '+18005550100', name: 'Front door' },
    ]);
  });

  it('knows the numbers of a person’s devices, and what is nobody’s own', async () => {
    server.on('GET', `${A}/extension`, paged([user(201, '201'), user(300, '300', { type: 'Department' })]));
    const at = (phoneNumber: string) => ({ phoneInfo: { phoneNumber } });
    devices['201']?.push(
      { id: 'desk', type: 'HardPhone', name: 'Desk', phoneLines: [at('+12025550177')] },
      { id: 'odd', type: 'HardPhone', phoneLines: [at('2025550178')] },
    );
    const [person, queue] = (await refreshed()).extensions();
    expect(person).toMatchObject({ phones: [{ number: '+12025550177', name: 'Desk' }] });
    expect(person).not.toHaveProperty('impersonal');
    expect(queue).toMatchObject({ number: '300', impersonal: true });
  });

  it('leaves malformed rows out and goes on', async () => {
    server.on('GET', `${A}/extension`, {
      status: 200,
      json: { records: [null, 7, 'x', {}, { id: {} }, user(201, '201'), { id: 9, type: 3 }] },
    });
    server.on('GET', `${A}/phone-number`, {
      status: 200,
      json: { records: [{ phoneNumber: 5 }, null, direct(201, '+12025550101')] },
    });
    const directory = await refreshed();
    expect(directory.extensions()).toHaveLength(1);
    expect(directory.extensions()[0]?.line).toBeDefined();
  });

  it('tells why a refresh failed, and keeps what it knew', async () => {
    const directory = await refreshed();
    server.on('GET', `${A}/extension`, { status: 403, json: { errorCode: 'CMN-401', permissionName: 'ReadAccounts' } });
    await directory.refresh();
    expect(directory.problem()).toContain('the app lacks the permission ReadAccounts');
    expect(directory.extensions()).toHaveLength(1);
    server.on('GET', `${A}/extension`, paged([user(201, '201')]));
    await directory.refresh();
    expect(directory.problem()).toBeUndefined();
  });

  it('reads the numbers extension by extension where the account list is not allowed', async () => {
    server.on('GET', `${A}/phone-number`, {
      status: 403,
      json: { errorCode: 'CMN-408', permissionName: 'ReadCompanyPhoneNumbers' },
    });
    server.on('GET', `${A}/extension/*/phone-number`, {
      status: 200,
      json: { records: [{ phoneNumber: '+12025550101', usageType: 'DirectNumber', type: 'VoiceFax' }] },
    });
    const directory = await refreshed();
    expect(directory.problem()).toBeUndefined();
    expect(directory.extensions()[0]?.line?.number).toBe('+12025550101');
  });

  it('says so when the devices may not be read', async () => {
    server.on('GET', `${A}/extension/*/device`, {
      status: 403,
      json: { errorCode: 'CMN-408', permissionName: 'ReadUserDevices' },
    });
    const directory = await refreshed();
    expect(directory.problem()).toBeUndefined();
    expect(directory.extensions()[0]?.cannotCall).toContain('lacks the permission ReadUserDevices');
  });

  it('starts warm from the store while RingCentral is down, and holds no secret there', async () => {
    const store = memory();
    await directoryOn(store).refresh();
    server.on('GET', `${A}/extension`, 'break');
    const restarted = directoryOn(store);
    await restarted.start();
    expect(restarted.extensions()[0]?.line?.deviceId).toBe('802500201');
    await restarted.refresh();
    restarted.stop();
    expect(restarted.problem()).toContain('cannot be reached');
    expect(restarted.extensions()).toHaveLength(1);
  });

  it('looks devices up once, not at every refresh', async () => {
    const directory = await refreshed();
    await directory.refresh();
    expect(server.count('GET', `${A}/extension/*/device`)).toBe(1);
    expect(server.count('GET', `${A}/extension`)).toBe(2);
  });
});
