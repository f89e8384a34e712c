import type { Extension } from '../hunter/ports.js';
import type { E164 } from '../hunter/words.js';
import type { DeviceRow, ExtensionRow, NumberRow } from './directory-rows.js';
import { isE164 } from './readers.js';

/** What is known of an extension's devices: the list, not yet known, or the sentence why they could not be read. */
export type Devices = readonly DeviceRow[] | 'unknown' | { readonly problem: string };

/** What an extension is, when it is not a person's. */
const KINDS: Readonly<Record<string, string>> = {
  Department: 'It is a call queue',
  IvrMenu: 'It is a phone menu',
  SharedLinesGroup: 'It is a shared lines group',
  ApplicationExtension: 'It belongs to an application',
  ParkLocation: 'It is a parking place for calls',
  Announcement: 'It only plays an announcement',
  Voicemail: 'It only takes messages',
  PagingOnly: 'It is for paging only',
  Site: 'It is a site',
  FaxUser: 'It is for fax only',
  Limited: 'It is a limited extension (a common phone)',
  VirtualUser: 'It is a virtual extension without a phone',
  Room: 'It is a meeting room',
  Bot: 'It is a bot',
};

/** Types of extensions that a person may have. */
const PERSONAL = /^(User|DigitalUser|FlexibleUser)$/;

const STATUS: Readonly<Record<string, string>> = {
  Disabled: 'It is disabled; enable it in the Admin Portal under Users.',
  Frozen: 'It is frozen; ask RingCentral support or your billing contact to unfreeze it.',
  NotActivated:
    'It is not activated yet; finish its set-up from the welcome e-mail, or resend that in the Admin Portal.',
  Unassigned: 'It is not assigned to anybody; assign it to a user in the Admin Portal.',
};

/** The direct number a line calls from: E.164 ones first. */
export function directNumberOf(extensionId: string, numbers: readonly NumberRow[]): string | undefined {
  const own = numbers.filter((row) => row.extensionId === extensionId && row.usage === 'DirectNumber' && row.voice);
  return (own.find((row) => isE164(row.phoneNumber)) ?? own[0])?.phoneNumber;
}

/** Whether it is worth looking at the devices of this extension at all. */
export function mightCall(extension: ExtensionRow, directNumber: string | undefined): boolean {
  return !obstacle(extension, directNumber);
}

/**
 * The extension with its line, or with the one sentence that says why it has none and what to do.
 * `needsDevice` is false when the only way to dial is call-out from a number.
 */
export function judge(
  row: ExtensionRow,
  numbers: readonly NumberRow[],
  devices: Devices,
  needsDevice: boolean,
): Extension {
  const directNumber = directNumberOf(row.id, numbers);
  const phones = phonesOf(devices);
  const known: Extension = {
    id: row.id,
    number: row.number,
    name: row.name,
    enabled: row.status === 'Enabled',
    ...(row.email === undefined ? {} : { email: row.email }),
    ...(directNumber === undefined ? {} : { directNumber }),
    ...(PERSONAL.test(row.type) ? {} : { impersonal: true as const }),
    ...(phones.length === 0 ? {} : { phones }),
  };
  const why = obstacle(row, directNumber);
  if (why !== undefined || directNumber === undefined) return { ...known, cannotCall: why ?? NO_NUMBER };
  const device = Array.isArray(devices) ? hearingDevice(devices, directNumber) : undefined;
  if (device === undefined && needsDevice) return { ...known, cannotCall: deviceObstacle(devices) };
  const line = {
    id: row.id,
    extensionId: row.id,
    extensionNumber: row.number,
    name: row.name,
    number: directNumber,
    deviceId: device?.id ?? '',
  };
  return { ...known, line };
}

const NO_NUMBER = 'It has no direct number; give it one in the Admin Portal under Phone System > Phone Numbers.';

function obstacle(row: ExtensionRow, directNumber: string | undefined): string | undefined {
  if (!PERSONAL.test(row.type))
    return `${KINDS[row.type] ?? `It is of the kind ${row.type}`}; choose the extension of a user.`;
  if (row.status !== 'Enabled')
    return STATUS[row.status] ?? `Its status is ${row.status}; enable it in the Admin Portal under Users.`;
  if (row.number === '') return 'It has no extension number; give it one in the Admin Portal under Users.';
  if (directNumber === undefined) return NO_NUMBER;
  if (!isE164(directNumber))
    return 'Its direct number is not in the international form (+1…); have RingCentral support correct it, or assign another.';
  return undefined;
}

/** The one kind of device whose SIP credentials work for a headless softphone; the portal calls it “Existing Phone”. */
function hearingDevice(devices: readonly DeviceRow[], directNumber: string): DeviceRow | undefined {
  const fit = devices.filter((device) => device.type === 'OtherPhone');
  return fit.find((device) => device.phoneNumbers.includes(directNumber)) ?? fit[0];
}

function phonesOf(devices: Devices): readonly { readonly number: E164; readonly name: string }[] {
  if (!Array.isArray(devices)) return [];
  return (devices as readonly DeviceRow[]).flatMap(({ type, name, phoneNumbers }) =>
    phoneNumbers.filter(isE164).map((number) => ({ number, name: name ?? type })),
  );
}

function deviceObstacle(devices: Devices): string {
  if (devices === 'unknown') return 'Its devices have not been looked up yet; try again in a minute.';
  if ('problem' in devices) return `Its devices could not be read. ${devices.problem}`;
  const kinds = [...new Set(devices.map((device) => device.type))].sort().join(', ');
  return `It has no “Existing Phone” device${kinds ? ` (only ${kinds})` : ''}; add one in the Admin Portal under Phones & Devices.`;
}
