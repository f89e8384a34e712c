import type { Extension, Obstacle } from '../../hunter/ports/directory.js';
import type { E164 } from '../../hunter/terms.js';
import { isE164 } from '../api/readers.js';
import { refusalWords } from '../api/refusals.js';
import type { DeviceRow, ExtensionRow, NumberRow } from './rows.js';

/** What is known of an extension's devices: the list, `unknown`, or the reason they could not be read. */
export type Devices = readonly DeviceRow[] | 'unknown' | { readonly problem: string };

/** What kind of extension it is, if it is not a person's. */
const KINDS: Readonly<Record<string, string>> = {
  Department: 'It is a call queue',
  IvrMenu: 'It is a phone menu',
  SharedLinesGroup: 'It is a shared lines group',
  ApplicationExtension: 'It belongs to an application',
  ParkLocation: 'It is a park location',
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

/** The direct number a line calls from, among the extension's own; E.164 numbers first. */
export function directNumberOf(own: readonly NumberRow[]): string | undefined {
  const direct = own.filter((row) => row.usage === 'DirectNumber' && row.voice);
  return (direct.find((row) => isE164(row.phoneNumber)) ?? direct[0])?.phoneNumber;
}

/** Whether this extension's devices are worth looking at. */
export function mightCall(extension: ExtensionRow, own: readonly NumberRow[]): boolean {
  return obstacleOf(extension, directNumberOf(own), []) === undefined;
}

/** What an extension is judged by. */
export interface Evidence {
  readonly row: ExtensionRow;
  /** This extension's numbers. */
  readonly own: readonly NumberRow[];
  readonly devices: Devices;
  /** False when the only way to dial is call-out from a number. */
  readonly needsDevice: boolean;
  /** Numbers that the account pays for and nobody has. */
  readonly spare: readonly string[];
}

/** The extension with its line, or with one sentence that says why it has none and what to do. */
export function judge({ row, own, devices, needsDevice, spare }: Evidence): Extension {
  const directNumber = directNumberOf(own);
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
  const why = obstacleOf(row, directNumber, spare);
  if (why !== undefined) return { ...known, ...why };
  const device = Array.isArray(devices) ? hearingDevice(devices, directNumber ?? '') : undefined;
  if (device === undefined && needsDevice) return { ...known, ...deviceObstacle(devices) };
  if (device?.emergency === 'invalid' && needsDevice) return { ...known, ...NO_EMERGENCY_ADDRESS };
  const line = {
    id: row.id,
    extensionId: row.id,
    extensionNumber: row.number,
    name: row.name,
    number: directNumber ?? '',
    deviceId: device?.id ?? '',
  };
  return { ...known, line };
}

type Why = Required<Pick<Extension, 'obstacle' | 'cannotCall'>>;

const NO_EMERGENCY_ADDRESS: Why = {
  obstacle: 'no-emergency-address',
  cannotCall: refusalWords('no-emergency-address'),
};

function obstacleOf(row: ExtensionRow, directNumber: string | undefined, spare: readonly string[]): Why | undefined {
  const why = (obstacle: Obstacle, cannotCall: string): Why => ({ obstacle, cannotCall });
  if (!PERSONAL.test(row.type))
    return why('wrong-type', `${KINDS[row.type] ?? `It is of the kind ${row.type}`}; choose the extension of a user.`);
  if (row.status !== 'Enabled')
    return why(
      'not-enabled',
      STATUS[row.status] ?? `Its status is ${row.status}; enable it in the Admin Portal under Users.`,
    );
  if (row.number === '')
    return why('no-extension-number', 'It has no extension number; give it one in the Admin Portal under Users.');
  if (directNumber === undefined) return why('no-direct-number', noNumberWords(spare));
  if (!isE164(directNumber))
    return why(
      'number-not-e164',
      'Its direct number is not in the international form (+1…); have RingCentral support correct it, or assign another.',
    );
  return undefined;
}

const NAMED_AT_MOST = 3;

function noNumberWords(spare: readonly string[]): string {
  const where = 'in the Admin Portal under Phone System > Phone Numbers';
  if (spare.length === 0) return `It has no direct number; give it one ${where}.`;
  const named = spare.slice(0, NAMED_AT_MOST).join(', ');
  const more = spare.length > NAMED_AT_MOST ? ` and ${spare.length - NAMED_AT_MOST} more` : '';
  const nobody = spare.length === 1 ? 'an unassigned number' : 'unassigned numbers';
  return `It has no direct number; the account already pays for ${nobody} (${named}${more}): assign one ${where}.`;
}

/**
 * The only kind of device whose SIP credentials work for a headless softphone; the portal calls it “Existing Phone”. One whose emergency
 * address is known to be valid comes first, then the one that has the direct number.
 */
function hearingDevice(devices: readonly DeviceRow[], directNumber: string): DeviceRow | undefined {
  const rank = ({ emergency, phoneNumbers }: DeviceRow): number =>
    2 * ADDRESS_RANK[emergency] + (phoneNumbers.includes(directNumber) ? 0 : 1);
  return devices.filter((device) => device.type === 'OtherPhone').toSorted((a, b) => rank(a) - rank(b))[0];
}

const ADDRESS_RANK: Readonly<Record<DeviceRow['emergency'], number>> = { valid: 0, unknown: 1, invalid: 2 };

function phonesOf(devices: Devices): readonly { readonly number: E164; readonly name: string }[] {
  if (!Array.isArray(devices)) return [];
  return (devices as readonly DeviceRow[]).flatMap(({ type, name, phoneNumbers }) =>
    phoneNumbers.filter(isE164).map((number) => ({ number, name: name ?? type })),
  );
}

function deviceObstacle(devices: Devices): Why {
  if (devices === 'unknown')
    return {
      obstacle: 'not-looked-at',
      cannotCall: 'Its devices have not been looked up yet; try again in a minute.',
    };
  if ('problem' in devices)
    return { obstacle: 'not-readable', cannotCall: `Its devices could not be read. ${devices.problem}` };
  const kinds = [...new Set(devices.map((device) => device.type))].sort().join(', ');
  return {
    obstacle: 'no-hearing-device',
    cannotCall: `It has no “Existing Phone” device${kinds ? ` (only ${kinds})` : ''}; add one in the Admin Portal under Phones & Devices.`,
  };
}
