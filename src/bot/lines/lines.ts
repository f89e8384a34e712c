import type { PlainTextOption } from '@slack/types';
import type { Directory, Extension } from '../../hunter/ports/directory.js';
import type { Line } from '../../hunter/terms.js';
import { cut, LIMITS } from '../slack/limits.js';

/** The extensions that can't place calls, each with the reason. */
export function otherExtensions(directory: Directory): readonly (Extension & { readonly cannotCall: string })[] {
  return directory
    .extensions()
    .filter((each): each is Extension & { readonly cannotCall: string } => each.cannotCall !== undefined);
}

export function lineOption(line: Line, inUse: boolean): PlainTextOption {
  return {
    text: { type: 'plain_text', text: cut(`${line.extensionNumber} · ${line.name}`, LIMITS.optionText) },
    description: {
      type: 'plain_text',
      text: cut(inUse ? `${line.number}, in another hunt now` : line.number, LIMITS.optionDescription),
    },
    value: line.id,
  };
}

/** The lines that match what was typed (part of the number, the name or the phone number), free ones first. */
export function lineOptions(lines: readonly Line[], inUse: ReadonlySet<string>, typed: string): PlainTextOption[] {
  const wanted = typed.trim().toLowerCase();
  const matching = lines.filter(({ extensionNumber, name, number }) =>
    `${extensionNumber} ${name} ${number}`.toLowerCase().includes(wanted),
  );
  const free = matching.filter(({ id }) => !inUse.has(id));
  const busy = matching.filter(({ id }) => inUse.has(id));
  return [...free, ...busy].slice(0, LIMITS.options).map((line) => lineOption(line, inUse.has(line.id)));
}

/** One sentence about the extensions that are missing from the list. */
export function othersInShort(directory: Directory): string | undefined {
  const others = otherExtensions(directory);
  const [first] = others;
  if (first === undefined) return undefined;
  const count = others.length === 1 ? '1 more extension cannot' : `${others.length} more extensions cannot`;
  return `${count} place calls, for example ${first.number} ${first.name}: ${first.cannotCall} /irs-hunt lines lists them all.`;
}
