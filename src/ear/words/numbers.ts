const UNITS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  ]
    .flatMap((words) => words.split(' '))
    .map((word, value) => [word, value]),
);
const TENS: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, 20 + 10 * i]),
);

/** The words of a text in lower case, without punctuation; spelled-out numbers up to 999 become digits. */
export function plainWords(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .replace(/[’']/g, '')
      .match(/[a-z]+|\d+/g) ?? [];
  const plain: string[] = [];
  for (let at = 0; at < words.length; ) {
    const { value, used } = numberAt(words, at);
    if (used === 0) plain.push(words[at] ?? '');
    else plain.push(String(value));
    at += Math.max(1, used);
  }
  return plain;
}

/** The number that begins at a word, and how many words it uses. “one one seven two” is four numbers. */
function numberAt(words: readonly string[], at: number): { readonly value: number; readonly used: number } {
  const hundreds = words[at + 1] === 'hundred' ? UNITS[words[at] ?? ''] : undefined;
  if (hundreds !== undefined) {
    const after = at + 2 + (words[at + 2] === 'and' ? 1 : 0);
    const rest = numberAt(words, after);
    // “Between one hundred and one hundred one” is two numbers.
    return rest.used === 0 || rest.value >= 100
      ? { value: hundreds * 100, used: 2 }
      : { value: hundreds * 100 + rest.value, used: after - at + rest.used };
  }
  const word = words[at] ?? '';
  const tens = TENS[word];
  if (tens === undefined) return { value: UNITS[word] ?? 0, used: word in UNITS ? 1 : 0 };
  const unit = UNITS[words[at + 1] ?? ''];
  return unit !== undefined && unit > 0 && unit < 10 ? { value: tens + unit, used: 2 } : { value: tens, used: 1 };
}
