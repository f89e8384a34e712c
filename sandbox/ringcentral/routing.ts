import type { DestinationPlan } from '../world.js';
import { type Account, MAIN_NUMBER, PRACTICE_DIRECT_NUMBER, PRACTICE_NUMBER } from './account.js';
import type { Destination } from './destination/destination.js';
import type { Route, Station } from './exchange/party.js';
import { group, NOBODY, type PersonPhone } from './phones/desk-phone.js';

/** Where each number leads: destination, people's phones, the queue, the firm's own numbers; the rest nowhere. */
export function routing(
  account: Account,
  phones: readonly PersonPhone[],
  destination: Destination,
  plan: DestinationPlan,
  softphoneOf: (extensionId: string) => Station | undefined,
): (digits: string) => Route | undefined {
  const everyone = group(phones);
  /** A queue rings its members' softphones, too, though not the one that calls it. */
  const queue: Station = {
    ring: (ring) => {
      const others = phones.filter(({ person }) => person.extensionId !== ring.caller.extensionId);
      const softphones = others.flatMap(({ person }) => softphoneOf(person.extensionId) ?? []);
      return group([...phones, ...softphones]).ring(ring);
    },
  };
  const outside = new Map<string, DestinationPlan['menu']>([
    [PRACTICE_NUMBER, plan.menu],
    [PRACTICE_DIRECT_NUMBER, 'none'],
  ]);
  return (digits) => {
    const wanted = digits.replace(/\D/g, '');
    const same = (number: string | undefined): boolean => number !== undefined && number.replace(/\D/g, '') === wanted;
    for (const [number, menu] of outside)
      if (same(number)) return { kind: 'destination', to: { phoneNumber: number }, station: destination.station(menu) };
    if (same(MAIN_NUMBER))
      return { kind: 'inside', to: { phoneNumber: MAIN_NUMBER, name: 'Main number' }, station: everyone };
    const extension = account.extensions.find((one) => one.extensionNumber === wanted || same(one.directNumber));
    if (extension === undefined || extension.status !== 'Enabled') return undefined;
    const { id, extensionNumber, name, directNumber } = extension;
    const number = directNumber === undefined ? {} : { phoneNumber: directNumber };
    const phone: Station = phones.find((one) => one.person.extensionId === id) ?? NOBODY;
    const to = { extensionId: id, extensionNumber, name, ...number };
    return extension.type === 'Department'
      ? { kind: 'inside', to, station: queue, throughQueue: true }
      : { kind: 'inside', to, station: phone };
  };
}
