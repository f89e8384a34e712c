import type { AccountExtension, Device } from '../account.js';

const ADDRESS = {
  street: '100 Practice Street',
  city: 'Springfield',
  zip: '20001',
  state: 'DC',
  stateId: '17',
  stateIsoCode: 'DC',
  stateName: 'District of Columbia',
  country: 'US',
  countryId: '1',
  countryIsoCode: 'US',
  countryName: 'United States',
};
const LOCATION = { id: '4400001', name: 'Main office', addressFormatId: '2' };

/** The emergency address of a device as its row shows it: the newest form, or the older one without it. Without an address there is no location. */
export function deviceEmergency(extension: AccountExtension, { emergency }: Device): Record<string, unknown> {
  const { status, shownIn } = emergency;
  const given = status === 'Valid' || status === 'Provisioning';
  const address = given ? { ...ADDRESS, customerName: extension.name } : undefined;
  const syncStatus = status === 'Valid' ? 'Verified' : given ? 'Updated' : 'Failed';
  if (shownIn === 'emergencyServiceAddress')
    return { emergencyServiceAddress: { ...address, outOfCountry: false, syncStatus } };
  return {
    emergency: {
      ...(address === undefined ? {} : { address, location: LOCATION }),
      outOfCountry: false,
      addressStatus: status,
      syncStatus,
      visibility: 'Public',
      addressEditableStatus: 'AnyDevice',
    },
  };
}

/** The emergency part of a phone line; the older form has none. */
export function lineEmergency({ emergency }: Device): Record<string, unknown> {
  if (emergency.shownIn === 'emergencyServiceAddress') return {};
  const lineProvisioningStatus = emergency.status === 'Deprovisioned' ? 'Invalid' : emergency.status;
  return { emergencyAddress: { required: true, localOnly: false, lineProvisioningStatus } };
}
