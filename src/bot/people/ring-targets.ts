import type { PlainTextOption } from '@slack/types';
import { isPersonal } from '../../hunter/office/links.js';
import type { Directory, Extension } from '../../hunter/ports/directory.js';
import type { RingTarget } from '../../hunter/terms.js';
import { cut, LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';

/** The forms' values for a ring target: the person's own extension, a device of theirs, a call queue, a number of the firm. */
export const MINE = 'mine';
const DEVICE = 'device:';
const QUEUE = 'queue:';
const NUMBER = 'number:';

/** A person's extension, as far as it is known: `unknown` while Slack has not told. */
export type Mine = Pick<Extension, 'number' | 'phones' | 'id'> | undefined | 'unknown';

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: cut(text, LIMITS.optionText) }, value };
}

/** “My extension (101)”, or without its number while it is not known yet. */
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

/** The places a hunt's taker can be rung at, filtered by what was typed; the person's own extension and devices first. */
export function ringOptions(directory: Directory, mine: Mine, typed: string): PlainTextOption[] {
  const own = mine === undefined ? [] : [mineOption(mine)];
  const queues = directory
    .callQueues()
    .map(({ extensionId, extensionNumber, name }) =>
      option(`Call queue ${extensionNumber} ${name}`, `${QUEUE}${extensionId}`),
    );
  return matching([...own, ...deviceOptions(mine), ...queues, ...numberOptions(directory, () => true)], typed);
}

/** The places somebody can choose for themselves: their own, and the firm's numbers that are nobody else's. */
export function ownRingOptions(directory: Directory, mine: Mine, typed: string): PlainTextOption[] {
  const own = mine === undefined ? [] : [mineOption(mine)];
  const numbers = numberOptions(directory, (number) => mayChoose(directory, mine, number));
  return matching([...own, ...deviceOptions(mine), ...numbers], typed);
}

/** The option of a number that was chosen once; undefined when it is not to be had any more. */
export function chosenOption(directory: Directory, mine: Mine, number: string): PlainTextOption | undefined {
  return ownRingOptions(directory, mine, '').find(({ value }) => numberIn(value) === number);
}

/** The phone number that a form's value names. */
export function numberIn(value: string | undefined): string | undefined {
  return [DEVICE, NUMBER].filter((kind) => value?.startsWith(kind)).map((kind) => value?.slice(kind.length))[0];
}

/** The person whose phone rings at this number, by extension id; undefined for a number that is the firm's. */
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

/** Whoever takes a call may be rung there: a queue or a number of the firm, not one person's phone. */
export function isForEverybody(target: RingTarget, directory: Directory): boolean {
  return target.kind === 'call-queue' || (target.kind === 'number' && ownerOf(directory, target.number) === undefined);
}

/** A number as a place to ring for this person, if they may choose it. */
export function numberTarget(directory: Directory, mine: Mine, number: string): RingTarget | undefined {
  const phones = mine === undefined || mine === 'unknown' ? [] : (mine.phones ?? []);
  const device = phones.find((each) => each.number === number);
  if (device !== undefined) return { kind: 'number', ...device };
  const listed = directory.numbers().find((each) => each.number === number);
  if (listed === undefined || !mayChoose(directory, mine, number)) return undefined;
  return { kind: 'number', number: listed.number, name: listed.name };
}

/** What a form's value names, beside the person's own extension; undefined when it is not known (any more). */
export function listedTarget(directory: Directory, mine: Mine, value: string): RingTarget | undefined {
  if (value.startsWith(QUEUE)) {
    const queue = directory.callQueues().find(({ extensionId }) => extensionId === value.slice(QUEUE.length));
    return queue === undefined ? undefined : { kind: 'call-queue', ...queue };
  }
  if (value.startsWith(DEVICE)) return numberTarget(directory, mine, value.slice(DEVICE.length));
  const listed = directory.numbers().find(({ number }) => `${NUMBER}${number}` === value);
  return listed === undefined ? undefined : { kind: 'number', number: listed.number, name: listed.name };
}

/** Which phone is rung, in a sentence. */
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
