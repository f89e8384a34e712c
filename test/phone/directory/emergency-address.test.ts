import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/hunter/ports/store.js';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { createDirectory } from '../../../src/phone/directory/directory.js';
import { type DeviceRow, deviceRow } from '../../../src/phone/directory/rows.js';
import { accountOn, memory, silent } from '../support/account.js';
import { type RcServer, startRcServer } from '../support/rc-server.js';

const A = '/restapi/v1.0/account/~';
const NUMBER = '+12025550101';

describe('a device', () => {
  const read = (row: object) => deviceRow({ id: 1, type: 'OtherPhone', ...row });
  const lines = (...addresses: object[]) => ({
    phoneLines: addresses.map((emergencyAddress) => ({ emergencyAddress })),
  });

  it.each<[DeviceRow['emergency'], object]>([
    ['unknown', {}],
    ['unknown', { emergency: {} }],
    ['unknown', { emergency: 'nonsense', emergencyServiceAddress: 7, phoneLines: [null, 'x'] }],
    ['unknown', { emergency: { addressStatus: 'constructor' } }],
    ['valid', { emergency: { addressStatus: 'Valid' } }],
    ['invalid', { emergency: { addressStatus: 'Invalid' } }],
    ['invalid', { emergency: { addressStatus: 'Deprovisioned' } }],
    // On its way: nobody knows yet.
    ['unknown', { emergency: { addressStatus: 'Provisioning' } }],
    ['unknown', { emergency: { addressStatus: 'Processing' } }],
    ['unknown', { emergency: { addressStatus: 'Provisioning' }, ...lines({ lineProvisioningStatus: 'Invalid' }) }],
    ['invalid', lines({ required: true, lineProvisioningStatus: 'Invalid' })],
    ['valid', lines({ required: true, lineProvisioningStatus: 'Valid' })],
    // The older form, as accounts printed it in 2019.
    ['unknown', { emergencyServiceAddress: { street: '1 Main St', city: 'Boise', country: 'US' } }],
    ['valid', { emergencyServiceAddress: { street: '1 Main St', lineProvisioningStatus: 'Valid' } }],
    ['valid', { emergencyServiceAddress: { street: '1 Main St', syncStatus: 'Verified' } }],
    ['invalid', { emergencyServiceAddress: { lineProvisioningStatus: 'Invalid' } }],
    ['invalid', { emergencyServiceAddress: { syncStatus: 'Deleted' } }],
    // The device’s own word counts more than the older one.
    [
      'valid',
      { emergency: { addressStatus: 'Valid' }, emergencyServiceAddress: { lineProvisioningStatus: 'Invalid' } },
    ],
    // Where none is required, a missing one stands in nobody’s way.
    ['unknown', { emergency: { addressStatus: 'Invalid', addressRequired: false } }],
    ['unknown', { emergency: { addressStatus: 'Invalid', syncStatus: 'NotRequired' } }],
    ['unknown', { emergency: { addressStatus: 'Invalid' }, ...lines({ required: false }, { required: false }) }],
    ['invalid', { emergency: { addressStatus: 'Invalid' }, ...lines({ required: false }, { required: true }) }],
  ])('has an emergency address that is %s by %j', (emergency, row) => {
    expect(read(row)).toMatchObject({ emergency });
  });

  it('is online, offline, or nobody says so', () => {
    expect(
      [{ status: 'Online' }, { status: 'Offline' }, { status: 'Odd' }, {}].map((row) => read(row)?.online),
    ).toEqual([true, false, undefined, undefined]);
  });
});

describe('an extension', () => {
  let server: RcServer;
  let devices: object[];
  beforeEach(async () => {
    server = await startRcServer();
    devices = [];
    const list = (records: () => readonly unknown[]) => () => ({ status: 200, json: { records: records() } });
    const user = { id: 201, extensionNumber: '201', name: 'Line 201', type: 'User', status: 'Enabled' };
    const direct = { phoneNumber: NUMBER, usageType: 'DirectNumber', type: 'VoiceFax', extension: { id: '201' } };
    server.on(
      'GET',
      `${A}/extension`,
      list(() => [user]),
    );
    server.on('GET', `${A}/extension/201`, { status: 200, json: user });
    server.on(
      'GET',
      `${A}/phone-number`,
      list(() => [direct]),
    );
    server.on(
      'GET',
      `${A}/extension/*/phone-number`,
      list(() => [direct]),
    );
    server.on(
      'GET',
      `${A}/call-queues`,
      list(() => []),
    );
    server.on(
      'GET',
      `${A}/extension/*/device`,
      list(() => devices),
    );
  });
  afterEach(() => server.close());
  const directoryOn = (store?: Store, needsDevice = true) =>
    createDirectory({ ...accountOn(server, store ? { store } : {}), log: silent, needsDevice });
  const phone = (id: string, addressStatus?: string, number = NUMBER) => ({
    ...{ id, type: 'OtherPhone', status: 'Offline' },
    ...(addressStatus === undefined ? {} : { emergency: { addressStatus } }),
    phoneLines: [{ phoneInfo: { phoneNumber: number } }],
  });
  const found = async () => {
    const directory = directoryOn();
    await directory.refresh();
    return directory.extensions()[0];
  };

  it('without a valid emergency address cannot call, which is known before anybody dials', async () => {
    devices = [phone('d1', 'Invalid')];
    expect(await found()).toMatchObject({
      obstacle: 'no-emergency-address',
      cannotCall: refusalWords('no-emergency-address'),
    });
    expect(await found()).not.toHaveProperty('line');
  });

  it.each([undefined, 'Provisioning', 'Valid'])('may call where its address is told as %s', async (status) => {
    devices = [phone('d1', status)];
    expect(await found()).toMatchObject({ line: { deviceId: 'd1' } });
  });

  it('calls from the phone whose address is valid, then from the one with its direct number', async () => {
    devices = [phone('bad', 'Invalid'), phone('unknown'), phone('good', 'Valid', '+12025550199')];
    expect(await found()).toMatchObject({ line: { deviceId: 'good' } });
    devices = [phone('bad', 'Invalid'), phone('other', undefined, '+12025550199'), phone('own')];
    expect(await found()).toMatchObject({ line: { deviceId: 'own' } });
  });

  it('whose address was put right is read anew when asked for', async () => {
    devices = [phone('d1', 'Invalid')];
    const directory = directoryOn();
    await directory.refresh();
    devices = [phone('d1', 'Valid')];
    expect(await directory.lookAgain('201')).toMatchObject({ line: { deviceId: 'd1' } });
  });

  it('whose devices an older version kept stays a line, and is looked up again at the next sync', async () => {
    devices = [phone('d1', 'Invalid')];
    const inner = memory();
    let key = '';
    const store: Store = {
      ...inner,
      set: (name, value, ttlMs) => {
        if (name.includes(':directory:')) key = name;
        return inner.set(name, value, ttlMs);
      },
    };
    await directoryOn(store).refresh();
    const kept = JSON.parse((await store.get(key)) ?? '');
    const [device] = kept.devices[0].devices;
    const { emergency: _emergency, online: _online, ...old } = device;
    kept.devices[0].devices = [old];
    const line = {
      id: '201',
      extensionId: '201',
      extensionNumber: '201',
      name: 'Line 201',
      number: NUMBER,
      deviceId: 'd1',
    };
    const { obstacle: _obstacle, cannotCall: _cannot, ...extension } = kept.extensions[0];
    kept.extensions = [{ ...extension, line }];
    await store.set(key, JSON.stringify({ ...kept, savedAt: kept.savedAt + 1 }));
    const after = directoryOn(store);
    await after.start();
    expect(after.extensions()[0]).toMatchObject({ line: { deviceId: 'd1' } });
    const asked = server.count('GET', `${A}/extension/*/device`);
    await after.refresh();
    after.stop();
    expect(server.count('GET', `${A}/extension/*/device`)).toBe(asked + 1);
    expect(after.extensions()[0]).toMatchObject({ obstacle: 'no-emergency-address' });
  });
});
