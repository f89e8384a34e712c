/** The Slack limits this bot can hit, in characters or items. */
export const LIMITS = {
  messageBlocks: 50,
  homeBlocks: 100,
  sectionText: 3_000,
  /** A message may be longer, but `chat.update` refuses a longer `text`. */
  messageText: 4_000,
  optionText: 75,
  optionDescription: 75,
  options: 100,
  optionGroups: 100,
  buttonText: 75,
  accessibilityLabel: 75,
  buttonValue: 2_000,
  actions: 25,
  headerText: 150,
  confirmTitle: 100,
  confirmText: 300,
  privateMetadata: 3_000,
} as const;

/** Shortens to at most `max` characters, including the ellipsis. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // Never split a surrogate pair.
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Packs lines, in order, into texts of at most `max` characters each. */
export function pack(lines: readonly string[], max: number): readonly string[] {
  const packed: string[] = [];
  for (const line of lines.map((long) => cut(long, max))) {
    const last = packed.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= max) packed[packed.length - 1] = `${last}\n${line}`;
    else packed.push(line);
  }
  return packed;
}
