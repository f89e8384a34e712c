export const NOTE_MAX = 150;

/** Nine digits that look like a Social Security or taxpayer number (3-2-4) or an employer number (2-7), with any separator. */
const TAX_NUMBERS = [/(?<!\d)\d{3}[-–. /]?\d{2}[-–. /]?\d{4}(?!\d)/u, /(?<!\d)\d{2}[-–. /]\d{7}(?!\d)/u];

/** Why a note must not be posted, if so. The whole channel sees it. */
export function noteFault(note: string): string | undefined {
  if (note.length > NOTE_MAX) return `Keep the note to ${NOTE_MAX} characters.`;
  // People read full-width and other digits the same way.
  const plain = note.normalize('NFKC');
  if (TAX_NUMBERS.some((pattern) => pattern.test(plain))) {
    return 'This looks like a Social Security or employer number. Leave tax numbers out of notes.';
  }
  return undefined;
}
