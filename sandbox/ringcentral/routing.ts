import type { DestinationPlan } from '../world.js';
import { type Account, MAIN_NUMBER, PRACTICE_DIRECT_NUMBER, PRACTICE_NUMBER } from './account.js';
import type { Destination } from './destination/destination.js';
import type { Route } from './exchange/exchange.js';
import type { Station } from './exchange/party.js';
import { group, NOBODY, type PersonPhone } from './phones/desk-phone.js';

/** Where each number leads: destination, people's phones, the queue, the firm's own numbers; the rest nowhere. */
export function routing(
  account: Account,
  phones: readonly PersonPhone[],
  destination: Destination,
  plan: DestinationPlan,
): (digits: string) => Route | undefined {
  const everyone = group(phones);
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
    const station = extension.type === 'Department' ? everyone : phone;
    return { kind: 'inside', to: { extensionId: id, extensionNumber, name, ...number }, station };
  };
}
