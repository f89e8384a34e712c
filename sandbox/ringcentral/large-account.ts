import { type Account, type AccountExtension, type Device, device, type FreeNumber } from './account.js';
import { chance } from './random.js';

/** Of a hundred extensions, in this order; a firm of many people, most of whom have a phone app and no number of their own. */
const OF_A_HUNDRED: readonly (readonly [upTo: number, kind: Kind])[] = [
  [30, 'line'],
  [38, 'desk-phone'],
  [42, 'app-only'],
  [76, 'no-number'],
  [84, 'disabled'],
  [90, 'queue'],
  [94, 'menu'],
  [97, 'not-activated'],
  [99, 'limited'],
  [100, 'unassigned'],
];

type Kind =
  | 'line'
  | 'desk-phone'
  | 'app-only'
  | 'no-number'
  | 'disabled'
  | 'queue'
  | 'menu'
  | 'not-activated'
  | 'limited'
  | 'unassigned';

const SHAPES: Readonly<Record<Kind, Partial<AccountExtension> & { readonly phone?: Device['type'] }>> = {
  line: { phone: 'OtherPhone' },
  'desk-phone': { phone: 'HardPhone' },
  'app-only': { phone: 'SoftPhone' },
  'no-number': {},
  disabled: { status: 'Disabled', phone: 'HardPhone' },
  queue: { type: 'Department' },
  menu: { type: 'IvrMenu' },
  'not-activated': { status: 'NotActivated' },
  limited: { type: 'Limited', phone: 'HardPhone' },
  unassigned: { status: 'Unassigned' },
};
const FIRST_NUMBER = 1001;

/** An account of this many extensions in a realistic mix: of each hundred 42 are people with a direct number, whose devices matter. */
export function largeAccount(size: number, seed: number): Account {
  const draw = chance(seed, 'large-account');
  const extensions = Array.from({ length: size }, (_, index): AccountExtension => {
    // Spread over the account: 37 and 100 have no common factor.
    const place = (index * 37) % 100;
    const kind = OF_A_HUNDRED.find(([upTo]) => place < upTo)?.[1] ?? 'no-number';
    const { phone, ...shape } = SHAPES[kind];
    const extensionNumber = String(FIRST_NUMBER + index);
    const number = phone === undefined ? undefined : `+1${303 + (index % 5)}555${String(index).padStart(4, '0')}`;
    return {
      id: `6300${String(index).padStart(5, '0')}`,
      extensionNumber,
      type: 'User',
      status: 'Enabled',
      name: `${kind === 'queue' ? 'Queue' : kind === 'menu' ? 'Menu' : 'Person'} ${extensionNumber}`,
      email: `person${extensionNumber}@example.com`,
      directNumber: number,
      devices: phone === undefined ? [] : [device(phone, String(10_000 + index), number, draw)],
      ...shape,
    };
  });
  const freeNumbers = Array.from(
    { length: Math.ceil(size / 100) },
    (_, index): FreeNumber => ({
      phoneNumber: `+1202555${String(5_000 + index)}`,
      usageType: index % 3 === 2 ? 'CompanyNumber' : 'NumberPool',
      paymentType: 'Local',
    }),
  );
  return { extensions, freeNumbers, people: [], ownerId: extensions[0]?.id ?? '' };
}
