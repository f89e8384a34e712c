import type { PlainTextOption } from '@slack/types';
import type { Identity } from '../../hunter/office/links.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { RingTarget } from '../../hunter/terms.js';
import { extensionTarget, type People } from './people.js';
import {
  chosenOption,
  listedTarget,
  MINE,
  type Mine,
  mineOption,
  numberIn,
  numberTarget,
  ownRingOptions,
  ringOptions,
} from './ring-targets.js';
import type { RingChoice } from './shared.js';

/** Where the bot rings people: at their own extension, or where they chose. */
export interface RingChoices {
  /** Where to ring this person by default, or a sentence that says why nowhere. `remark`: their choice is no longer available. */
  of(userId: string): Promise<{ readonly target: RingTarget; readonly remark?: string } | string>;
  /** The same as a form option, from memory. */
  optionNow(userId: string): { readonly option: PlainTextOption | undefined; readonly remark?: string };
  /** What a form's value means, or a sentence that says why it can't be rung. */
  resolve(userId: string, value: string): Promise<RingTarget | string>;
  /** Options for the hunt form, or for the person's own settings. */
  options(userId: string, typed: string, of: 'hunt' | 'person'): Promise<PlainTextOption[]>;
  /** Saves a choice. Returns where they are rung from now on, or a sentence that says why not. */
  choose(userId: string, value: string): Promise<RingTarget | string>;
}

const GONE = 'That phone is no longer available. Choose another one.';
const SLACK_SILENT =
  'I couldn’t check with Slack which extension is yours. Choose a number or a call queue, or try again.';

/** Why no extension counts as theirs, and what to do. */
export function whyNoExtension(identity: Extract<Identity, { extension: undefined }>): string {
  const numbers = identity.why === 'no-match' ? '' : identity.candidates.map(({ number }) => number).join(', ');
  switch (identity.why) {
    case 'no-match':
      return 'No phone extension has your Slack e-mail address. `/irs-hunt me` lets you say which one is yours, or ask your admin to put the address on it.';
    case 'several':
      return `Several extensions have your e-mail address (${numbers}), so I don’t know which is yours. \`/irs-hunt me\` lets you say which one is.`;
    case 'taken':
      return `Extension ${numbers} has your e-mail address, but it belongs to somebody else. \`/irs-hunt me\` lets you say which one is yours.`;
  }
}

export function createRingChoices(parts: {
  readonly directory: Directory;
  readonly people: Pick<People, 'identityOf' | 'extensionNow'>;
  readonly rings: SharedValue<readonly RingChoice[]>;
}): RingChoices {
  const { directory, people, rings } = parts;
  const chosenBy = (userId: string) => rings.get().find((choice) => choice.userId === userId)?.number;
  const mineNow = (userId: string): Mine => {
    const target = people.extensionNow(userId);
    if (target === undefined || target === 'unknown') return target;
    return directory.extensions().find(({ id }) => id === target.extensionId);
  };
  const mineOf = async (userId: string): Promise<Mine> =>
    people.identityOf(userId).then(
      ({ extension }) => extension,
      () => 'unknown' as const,
    );
  const own = async (userId: string): Promise<RingTarget | string> => {
    try {
      const identity = await people.identityOf(userId);
      return identity.extension === undefined ? whyNoExtension(identity) : extensionTarget(identity.extension);
    } catch {
      return SLACK_SILENT;
    }
  };
  const fellBack = (number: string) =>
    `The number ending in ${number.slice(-4)}, where you wanted to be rung, is no longer available, so I ring your extension. \`/irs-hunt me\` changes that.`;

  return {
    async of(userId) {
      const number = chosenBy(userId);
      const chosen = number === undefined ? undefined : numberTarget(directory, await mineOf(userId), number);
      if (chosen !== undefined) return { target: chosen };
      const target = await own(userId);
      if (typeof target === 'string' || number === undefined) return typeof target === 'string' ? target : { target };
      return { target, remark: fellBack(number) };
    },
    optionNow(userId) {
      const mine = mineNow(userId);
      const number = chosenBy(userId);
      const option = mine === undefined ? undefined : mineOption(mine);
      if (number === undefined) return { option };
      // Until their extension is known, assume the device is theirs; it is checked again when the form is sent.
      const has = directory.extensions().find(({ phones }) => phones?.some((phone) => phone.number === number));
      const chosen = chosenOption(directory, mine === 'unknown' ? (has ?? mine) : mine, number);
      if (chosen !== undefined) return { option: chosen };
      return mine === 'unknown' ? { option } : { option, remark: fellBack(number) };
    },
    async resolve(userId, value) {
      if (value === MINE) {
        const mine = await own(userId);
        return typeof mine === 'string' && mine !== SLACK_SILENT
          ? `${mine} For now, choose a number or a call queue.`
          : mine;
      }
      return listedTarget(directory, await mineOf(userId), value) ?? GONE;
    },
    async options(userId, typed, of) {
      const mine = await mineOf(userId);
      return of === 'hunt' ? ringOptions(directory, mine, typed) : ownRingOptions(directory, mine, typed);
    },
    async choose(userId, value) {
      const number = numberIn(value);
      const mine = await mineOf(userId);
      const target =
        value === MINE
          ? await own(userId)
          : number === undefined
            ? GONE
            : (numberTarget(directory, mine, number) ?? GONE);
      if (typeof target === 'string') return target;
      await rings.change((all) => [
        ...all.filter((choice) => choice.userId !== userId),
        ...(number === undefined ? [] : [{ userId, number }]),
      ]);
      return target;
    },
  };
}
