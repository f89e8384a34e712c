export const NOTE_MAX = 150;

/** Nine digits as a social security or taxpayer number (3-2-4) or an employer number (2-7), however separated. */
const TAX_NUMBERS = [/(?<!\d)\d{3}[-–. /]?\d{2}[-–. /]?\d{4}(?!\d)/u, /(?<!\d)\d{2}[-–. /]\d{7}(?!\d)/u];

/** Why a note must not be posted, or undefined. Notes are seen by a whole channel. */
export function noteFault(note: string): string | undefined {
  if (note.length > NOTE_MAX) return `Keep the note to ${NOTE_MAX} characters.`;
  // Full-width and other digits read the same to a person.
  const plain = note.normalize('NFKC');
  if (TAX_NUMBERS.some((pattern) => pattern.test(plain))) {
    return 'This looks like a social security or employer number. Leave tax numbers out of notes.';
  }
  return undefined;
}
