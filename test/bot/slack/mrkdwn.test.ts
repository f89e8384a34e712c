import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mention, plainly } from '../../../src/bot/slack/mrkdwn.js';

/** Pieces of text that mean something to Slack, to a terminal or to a log. */
const nasty = fc.array(
  fc.oneof(
    fc.constantFrom('<!channel>', '<!here|x>', '<@U0DANA>', '<https://evil.example|IRS>', '&lt;!channel&gt;'),
    fc.constantFrom('\n• *201* is free', '\r\n', '\u0000', '\u001b[31m', '\u2028', '\u202eevil', '\u2066'),
    fc.string({ unit: 'grapheme', maxLength: 10 }),
  ),
  { maxLength: 8 },
);

describe('a name or a note', () => {
  it('mentions nobody, links nowhere and stays one line, whatever it says', () => {
    fc.assert(
      fc.property(nasty, (pieces) => {
        const shown = plainly(pieces.join(''));
        expect(shown).not.toMatch(/[<>]/);
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(shown.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });

  it('is shown as it is when it is harmless', () => {
    expect(plainly('Müller & Søn, “tax” (O’Hara) 税')).toBe('Müller &amp; Søn, “tax” (O’Hara) 税');
  });
});

describe('a mention', () => {
  it('is one only of what is a user id', () => {
    fc.assert(
      fc.property(nasty, (pieces) => {
        expect(mention(pieces.join(''))).not.toMatch(/[<>]/);
      }),
    );
    expect(mention('U0DANA')).toBe('<@U0DANA>');
    expect(mention('U0DANA>|<!channel')).not.toContain('<');
  });
});
