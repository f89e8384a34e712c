import type { Person } from '../world.js';
import { type Chance, chance } from './random.js';

/** The firm's account: fixed in shape, sized by the scenario. Ids are strings here; the directory prints each as the real one does. */
export const ACCOUNT_ID = '37000001';
export const MAIN_NUMBER = '+18005550100';
export const PRACTICE_NUMBER = '+18005550199';
export const PRACTICE_DIRECT_NUMBER = '+18005550198';
export const QUEUE_EXTENSION = '300';
export const SIP_DOMAIN = 'sip.ringcentral.com';
const FIRST_LINE = 201;
/** The line whose device still shows its address in the older form. */
const OLDER_FORM = 1;
const OLDER = { shownIn: 'emergencyServiceAddress' } as const;
const AREA_CODES: readonly [string, ...string[]] = ['202', '303', '415', '512', '617', '808'];

/** The emergency address of a device. Calls out need a valid one. */
export interface EmergencyAddress {
  /** May change while the world runs. */
  status: 'Valid' | 'Invalid' | 'Provisioning' | 'Deprovisioned';
  /** How the API shows it: in `emergency`, or in the older `emergencyServiceAddress` alone. */
  readonly shownIn: 'emergency' | 'emergencyServiceAddress';
}

export interface Device {
  readonly id: string;
  readonly type: 'OtherPhone' | 'HardPhone' | 'SoftPhone';
  readonly name: string;
  readonly number: string | undefined;
  readonly emergency: EmergencyAddress;
  readonly sip: { readonly userName: string; readonly password: string; readonly authorizationId: string };
}

export interface AccountExtension {
  readonly id: string;
  readonly extensionNumber: string;
  readonly type: 'User' | 'Department' | 'IvrMenu' | 'Limited' | 'Site' | 'Announcement';
  readonly status: 'Enabled' | 'Disabled' | 'NotActivated' | 'Unassigned' | 'Frozen';
  readonly name: string;
  readonly email: string | undefined;
  readonly directNumber: string | undefined;
  readonly devices: readonly Device[];
}

/** A number that the account pays for and no extension has. */
export interface FreeNumber {
  readonly phoneNumber: string;
  readonly usageType: 'NumberPool' | 'CompanyNumber' | 'AdditionalCompanyNumber' | 'ForwardedNumber';
  readonly paymentType: 'Local' | 'TollFree' | 'External';
}

export interface Account {
  readonly extensions: readonly AccountExtension[];
  readonly freeNumbers: readonly FreeNumber[];
  readonly people: readonly Person[];
  readonly ownerId: string;
}

const FREE_NUMBERS: readonly FreeNumber[] = [
  { phoneNumber: '+12025550190', usageType: 'NumberPool', paymentType: 'Local' },
  { phoneNumber: '+12025550191', usageType: 'NumberPool', paymentType: 'Local' },
  { phoneNumber: '+18005550192', usageType: 'NumberPool', paymentType: 'TollFree' },
  { phoneNumber: '+12025550193', usageType: 'CompanyNumber', paymentType: 'Local' },
  { phoneNumber: '+12025550194', usageType: 'ForwardedNumber', paymentType: 'External' },
];

export function device(
  type: Device['type'],
  serial: string,
  number: string | undefined,
  draw: Chance,
  emergency: Partial<EmergencyAddress> = {},
): Device {
  const digits = (number ?? `1202555${serial}`).replace(/\D/g, '');
  const sip = { userName: digits, password: draw.digits(12), authorizationId: `8025${serial}001` };
  return {
    id: `80250000${serial}`,
    type,
    name: `Existing Phone ${serial}`,
    number,
    emergency: { status: 'Valid', shownIn: 'emergency', ...emergency },
    sip,
  };
}

function line(index: number, draw: Chance): AccountExtension {
  const extensionNumber = String(FIRST_LINE + index);
  const number = `+1${AREA_CODES[index % AREA_CODES.length]}555${String(110 + index).padStart(4, '0')}`;
  return {
    id: `6200${extensionNumber}0`,
    extensionNumber,
    type: 'User',
    status: 'Enabled',
    name: `Line ${index + 1}`,
    email: undefined,
    directNumber: number,
    devices: [device('OtherPhone', `0${extensionNumber}`, number, draw, index === OLDER_FORM ? OLDER : {})],
  };
}

/** Extensions that may not call, each for a reason of its own, and one whose calls are refused for want of an emergency address. */
function unfit(draw: Chance): AccountExtension[] {
  const at = (suffix: string): string => `+12025550${suffix}`;
  const user = (extensionNumber: string, name: string, change: Partial<AccountExtension>): AccountExtension => {
    const number = at(`1${extensionNumber.slice(1)}`);
    return {
      id: `6200${extensionNumber}0`,
      extensionNumber,
      type: 'User',
      status: 'Enabled',
      name,
      email: undefined,
      directNumber: number,
      devices: [device('OtherPhone', `0${extensionNumber}`, number, draw)],
      ...change,
    };
  };
  return [
    user('480', 'Former Colleague', { status: 'Disabled', directNumber: at('180') }),
    user('481', 'Front Desk Fax Room', {
      directNumber: undefined,
      devices: [device('OtherPhone', '0481', undefined, draw)],
    }),
    user('482', 'Conference Room', {
      directNumber: at('182'),
      devices: [device('HardPhone', '0482', at('182'), draw)],
    }),
    user('483', 'Warehouse', { directNumber: '2025550183' }),
    user('484', 'New Colleague', { status: 'NotActivated', directNumber: at('184') }),
    user('485', 'Home Office', {
      directNumber: at('185'),
      devices: [device('OtherPhone', '0485', at('185'), draw, { status: 'Invalid' })],
    }),
  ];
}

/** Builds the account for a scenario. */
export function account(people: readonly Person[], lines: number, seed: number): Account {
  const draw = chance(seed, 'account');
  const staff = people.map((person, i): AccountExtension => {
    const number = `+1202555${String(101 + i).padStart(4, '0')}`;
    return {
      id: person.extensionId,
      extensionNumber: person.extensionNumber,
      type: 'User',
      status: 'Enabled',
      name: person.name,
      email: person.directoryEmail ?? person.email,
      directNumber: number,
      devices: [
        device('HardPhone', `0${person.extensionNumber}`, number, draw),
        // Beside the desk phone, so that some can hunt from their own extension; the first one can't.
        ...(i % 2 === 1 ? [device('OtherPhone', `1${person.extensionNumber}`, number, draw)] : []),
      ],
    };
  });
  const queue: AccountExtension = {
    id: '62003000',
    extensionNumber: QUEUE_EXTENSION,
    type: 'Department',
    status: 'Enabled',
    name: 'Tax Team',
    email: undefined,
    directNumber: undefined,
    devices: [],
  };
  const all = [...staff, ...Array.from({ length: lines }, (_, i) => line(i, draw)), queue, ...unfit(draw)];
  return { extensions: all, freeNumbers: FREE_NUMBERS, people, ownerId: people[0]?.extensionId ?? ACCOUNT_ID };
}
