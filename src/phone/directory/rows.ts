import type { CallQueue } from '../../hunter/ports/directory.js';
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../api/readers.js';

/** An extension as the account lists it. */
export interface ExtensionRow {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly email?: string;
  readonly type: string;
  readonly status: string;
}

/** A phone number of the account. */
export interface NumberRow {
  readonly phoneNumber: string;
  readonly usage: string;
  readonly voice: boolean;
  readonly extensionId?: string;
  readonly label?: string;
  /** Unassigned and paid for by the account, so it can be given to an extension. */
  readonly spare?: true;
}

/** A device of an extension. */
export interface DeviceRow {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly phoneNumbers: readonly string[];
  /** The state of its address for emergency calls, without which RingCentral places no calls from it. */
  readonly emergency: 'valid' | 'invalid' | 'unknown';
  /** Whether something is signed in as this device; absent when RingCentral does not say. */
  readonly online?: boolean;
}

/** Reads the rows that make sense and counts the rest. */
export function readRows<Row>(
  records: readonly unknown[],
  read: (row: JsonObject) => Row | undefined,
): { readonly rows: readonly Row[]; readonly skipped: number } {
  const rows = records.map((record) => read(objectOf(record))).filter((row): row is Row => row !== undefined);
  return { rows, skipped: records.length - rows.length };
}

export function extensionRow(row: JsonObject): ExtensionRow | undefined {
  const id = idOf(row.id);
  const type = textOf(row.type);
  if (id === undefined || type === undefined) return undefined;
  const contact = objectOf(row.contact);
  const email = textOf(contact.email);
  const fullName = [textOf(contact.firstName), textOf(contact.lastName)].filter((part) => part !== undefined).join(' ');
  const number = idOf(row.extensionNumber) ?? '';
  return {
    id,
    number,
    name: textOf(row.name) ?? (fullName || `Extension ${number || id}`),
    ...(email === undefined ? {} : { email }),
    type,
    status: textOf(row.status) ?? 'unknown',
  };
}

export function numberRow(row: JsonObject): NumberRow | undefined {
  const phoneNumber = textOf(row.phoneNumber);
  if (phoneNumber === undefined) return undefined;
  const extensionId = idOf(objectOf(row.extension).id);
  const label = textOf(row.label);
  const voice = !/^FaxOnly$/i.test(textOf(row.type) ?? '');
  const usage = textOf(row.usageType) ?? 'unknown';
  return {
    phoneNumber,
    usage,
    voice,
    ...(extensionId === undefined ? {} : { extensionId }),
    ...(label === undefined ? {} : { label }),
    ...(extensionId === undefined && voice && mayBeAssigned(row, usage) ? { spare: true } : {}),
  };
}

/** Unassigned, or a company number that leads to the main menu. Not numbers of other carriers, toll-free or temporary ones. */
function mayBeAssigned(row: JsonObject, usage: string): boolean {
  if (!/^(NumberPool|DirectNumber|CompanyNumber|AdditionalCompanyNumber)$/.test(usage)) return false;
  if (!/^(Local)?$/.test(textOf(row.paymentType) ?? '')) return false;
  return /^(Normal|PortedIn)?$/.test(textOf(row.status) ?? '');
}

export function deviceRow(row: JsonObject): DeviceRow | undefined {
  const id = idOf(row.id);
  const type = textOf(row.type);
  if (id === undefined || type === undefined) return undefined;
  const phoneNumbers = listOf(row.phoneLines)
    .map((line) => textOf(objectOf(objectOf(line).phoneInfo).phoneNumber))
    .filter((number) => number !== undefined);
  const name = textOf(row.name);
  const isOnline = row.status === 'Online';
  const emergency = emergencyOf(row);
  return {
    ...{ id, type, phoneNumbers, emergency },
    ...(name === undefined ? {} : { name }),
    ...(isOnline || row.status === 'Offline' ? { online: isOnline } : {}),
  };
}

/**
 * The address appears in three places: `emergency` of the device, `emergencyAddress` of each of its phone lines, and the older
 * `emergencyServiceAddress`. The device’s own word counts most; an address still being set up counts as unknown.
 */
function emergencyOf(row: JsonObject): DeviceRow['emergency'] {
  const emergency = objectOf(row.emergency);
  const older = objectOf(row.emergencyServiceAddress);
  const lines = listOf(row.phoneLines).map((line) => objectOf(objectOf(line).emergencyAddress));
  const notRequired =
    emergency.addressRequired === false ||
    [emergency.syncStatus, older.syncStatus].includes('NotRequired') ||
    (lines.length > 0 && lines.every(({ required }) => required === false));
  const told = [
    emergency.addressStatus,
    ...lines.map(({ lineProvisioningStatus }) => lineProvisioningStatus),
    older.lineProvisioningStatus,
    older.syncStatus,
  ];
  const known = told.map((word) => ADDRESS.get(textOf(word) ?? '')).find((word) => word !== undefined) ?? 'unknown';
  return known === 'invalid' && notRequired ? 'unknown' : known;
}

const ADDRESS: ReadonlyMap<string, DeviceRow['emergency']> = new Map<string, DeviceRow['emergency']>([
  ['Valid', 'valid'],
  ['Verified', 'valid'],
  ['Invalid', 'invalid'],
  ['Deprovisioned', 'invalid'],
  ['Deleted', 'invalid'],
  ['Provisioning', 'unknown'],
  ['Processing', 'unknown'],
]);

export function queueRow(row: JsonObject): CallQueue | undefined {
  const extensionId = idOf(row.id);
  const extensionNumber = idOf(row.extensionNumber);
  if (extensionId === undefined || extensionNumber === undefined) return undefined;
  if (/^(Disabled|NotActivated)$/i.test(textOf(row.status) ?? '')) return undefined;
  return { extensionId, extensionNumber, name: textOf(row.name) ?? `Queue ${extensionNumber}` };
}
