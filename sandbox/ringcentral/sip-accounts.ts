import type { Account } from './account.js';
import type { SipAccount } from './sip/server.js';

/** The devices that may register: all of the OtherPhone kind of enabled extensions. */
export function sipAccounts(account: Account): readonly SipAccount[] {
  return account.extensions.flatMap((extension) =>
    extension.devices
      .filter((device) => device.type === 'OtherPhone' && extension.status === 'Enabled')
      .map((device) => ({
        deviceId: device.id,
        ...device.sip,
        get emergencyAddress() {
          return device.emergency.status === 'Valid';
        },
        identity: {
          extensionId: extension.id,
          extensionNumber: extension.extensionNumber,
          deviceId: device.id,
          name: extension.name,
          ...(extension.directNumber === undefined ? {} : { phoneNumber: extension.directNumber }),
        },
      })),
  );
}
