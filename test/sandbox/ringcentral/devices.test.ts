import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Json, TestWorld } from './world.js';

let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.start();
});
afterAll(() => world?.stop());

/** The first device of an extension as the list and the single look show it: they agree. */
async function device(extensionNumber: string, place = 0): Promise<Json> {
  const extension = (await world.rest('GET', `extension?extensionNumber=${extensionNumber}`)).body.records?.[0];
  const listed = (await world.rest('GET', `extension/${extension?.id}/device`)).body.records?.[place];
  const single = (await world.rest('GET', `device/${listed?.id}`)).body;
  expect(single).toEqual(listed);
  return single;
}

it('a device shows its emergency address in the newest form, its line whether it is provisioned', async () => {
  const shown = await device('201');
  expect(shown.emergency).toMatchObject({
    addressStatus: 'Valid',
    syncStatus: 'Verified',
    outOfCountry: false,
    location: { id: '4400001', name: 'Main office' },
    address: { street: '100 Practice Street', countryIsoCode: 'US', customerName: 'Line 1' },
  });
  expect(shown.emergencyServiceAddress).toBeUndefined();
  expect(shown.phoneLines?.[0]?.emergencyAddress).toEqual({
    required: true,
    localOnly: false,
    lineProvisioningStatus: 'Valid',
  });
});

it('one line’s device has the older form alone', async () => {
  const shown = await device('202');
  expect(shown.emergency).toBeUndefined();
  expect(shown.phoneLines?.[0]?.emergencyAddress).toBeUndefined();
  expect(shown.emergencyServiceAddress).toMatchObject({ street: '100 Practice Street', syncStatus: 'Verified' });
});

it('without a valid address there is neither address nor location, and the status says so', async () => {
  const shown = await device('485');
  expect(shown.emergency).toMatchObject({ addressStatus: 'Invalid', syncStatus: 'Failed' });
  expect([shown.emergency?.address, shown.emergency?.location]).toEqual([undefined, undefined]);
  expect(shown.phoneLines?.[0]?.emergencyAddress?.lineProvisioningStatus).toBe('Invalid');
});

it('an address can be lost while the world runs: the rows tell, and calls from the device are refused', async () => {
  const softphone = await world.softphone('203');
  await softphone.register();
  expect((await device('203')).emergency?.addressStatus).toBe('Valid');
  world.rc.loseEmergencyAddress('203');
  expect((await device('203')).emergency?.addressStatus).toBe('Invalid');
  const call = await softphone.call('18005550198').catch(() => undefined);
  const refused = call === undefined || (await new Promise((resolve) => call.once('busy', () => resolve(true))));
  expect(refused).toBe(true);
});

it('a softphone is Online once it has registered, a desk phone always', async () => {
  expect((await device('201')).status).toBe('Offline');
  await (await world.softphone('201')).register();
  expect((await device('201')).status).toBe('Online');
  expect((await device('101')).status).toBe('Online');
  expect((await device('482')).status).toBe('Offline');
});
