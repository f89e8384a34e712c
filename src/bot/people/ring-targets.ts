import type { PlainTextOption } from '@slack/types';
import { isPersonal } from '../../hunter/office/links.js';
import type { Directory, Extension } from '../../hunter/ports/directory.js';
import type { RingTarget } from '../../hunter/terms.js';
import { cut, LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';

/** A ring target as a form value: the person's own extension, one of their devices, a call queue, a company number. */
export const MINE = 'mine';
const DEVICE = 'device:';
const QUEUE = 'queue:';
const NUMBER = 'number:';

/** A person's extension; `unknown` while Slack can't be asked. */
export type Mine = Pick<Extension, 'number' | 'phones' | 'id'> | undefined | 'unknown';

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: cut(text, LIMITS.optionText) }, value };
}

/** “My extension (101)”, without the number while it is unknown. */
export function mineOption(mine: Exclude<Mine, undefined>): PlainTextOption {
  return option(mine === 'unknown' ? 'My extension' : `My extension (${mine.number})`, MINE);
}

function deviceOptions(mine: Mine): readonly PlainTextOption[] {
  const phones = mine === undefined || mine === 'unknown' ? [] : (mine.phones ?? []);
  return phones.map(({ number, name }) => option(`My phone ${name}, ${number}`, `${DEVICE}${number}`));
}

function numberOptions(directory: Directory, fits: (number: string) => boolean): readonly PlainTextOption[] {
  return directory
    .numbers()
    .filter(({ number }) => fits(number))
    .map(({ number, name }) => option(`${number} ${name}`, `${NUMBER}${number}`));
}

function matching(options: readonly PlainTextOption[], typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase();
  return options.filter(({ text }) => text.text.toLowerCase().includes(wanted)).slice(0, LIMITS.options);
}

/** Where the person who takes a call can be rung, filtered by what was typed; their own extension and devices first. */
export function ringOptions(directory: Directory, mine: Mine, typed: string): PlainTextOption[] {
  const own = mine === undefined ? [] : [mineOption(mine)];
  const queues = directory
    .callQueues()
    .map(({ extensionId, extensionNumber, name }) =>
      option(`Call queue ${extensionNumber} ${name}`, `${QUEUE}${extensionId}`),
    );
  return matching([...own, ...deviceOptions(mine), ...queues, ...numberOptions(directory, () => true)], typed);
}

/** What people can choose for themselves: their own phones, and company numbers that are nobody else's. */
export function ownRingOptions(directory: Directory, mine: Mine, typed: string): PlainTextOption[] {
  const own = mine === undefined ? [] : [mineOption(mine)];
  const numbers = numberOptions(directory, (number) => mayChoose(directory, mine, number));
  return matching([...own, ...deviceOptions(mine), ...numbers], typed);
}

/** The option for a number chosen earlier; undefined if it is no longer available. */
export function chosenOption(directory: Directory, mine: Mine, number: string): PlainTextOption | undefined {
  return ownRingOptions(directory, mine, '').find(({ value }) => numberIn(value) === number);
}

/** The phone number in a form value. */
export function numberIn(value: string | undefined): string | undefined {
  return [DEVICE, NUMBER].filter((kind) => value?.startsWith(kind)).map((kind) => value?.slice(kind.length))[0];
}

/** The extension id of the person whose phone rings at this number; undefined for a company number. */
function ownerOf(directory: Directory, number: string): string | undefined {
  const extensions = directory.extensions();
  const listed = directory.numbers().find((each) => each.number === number)?.extensionId;
  const owner =
    extensions.find(({ id }) => id === listed) ??
    extensions.find(
      ({ directNumber, phones }) => directNumber === number || phones?.some((each) => each.number === number),
    );
  return owner !== undefined && isPersonal(owner) ? owner.id : undefined;
}

function mayChoose(directory: Directory, mine: Mine, number: string): boolean {
  const owner = ownerOf(directory, number);
  return owner === undefined || (mine !== undefined && mine !== 'unknown' && owner === mine.id);
}

/** Anyone who takes a call may be rung there: a call queue or a company number, not one person's phone. */
export function isForEverybody(target: RingTarget, directory: Directory): boolean {
  return target.kind === 'call-queue' || (target.kind === 'number' && ownerOf(directory, target.number) === undefined);
}

/** A number as a ring target, if this person may choose it. */
export function numberTarget(directory: Directory, mine: Mine, number: string): RingTarget | undefined {
  const phones = mine === undefined || mine === 'unknown' ? [] : (mine.phones ?? []);
  const device = phones.find((each) => each.number === number);
  if (device !== undefined) return { kind: 'number', ...device };
  const listed = directory.numbers().find((each) => each.number === number);
  if (listed === undefined || !mayChoose(directory, mine, number)) return undefined;
  return { kind: 'number', number: listed.number, name: listed.name };
}

/** The target of any form value except “my extension”; undefined if it is unknown or gone. */
export function listedTarget(directory: Directory, mine: Mine, value: string): RingTarget | undefined {
  if (value.startsWith(QUEUE)) {
    const queue = directory.callQueues().find(({ extensionId }) => extensionId === value.slice(QUEUE.length));
    return queue === undefined ? undefined : { kind: 'call-queue', ...queue };
  }
  if (value.startsWith(DEVICE)) return numberTarget(directory, mine, value.slice(DEVICE.length));
  const listed = directory.numbers().find(({ number }) => `${NUMBER}${number}` === value);
  return listed === undefined ? undefined : { kind: 'number', number: listed.number, name: listed.name };
}

/** Which phone is rung, within a sentence. */
export function ringWords(target: RingTarget): string {
  switch (target.kind) {
    case 'extension':
      return `extension ${plainly(target.extensionNumber)}`;
    case 'number':
      return plainly(target.name);
    case 'call-queue':
      return `the call queue ${plainly(target.name)}`;
  }
}
