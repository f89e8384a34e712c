import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand, SUBCOMMANDS } from '../../../src/bot/commands/command-text.js';
import { findDestination } from '../../../src/bot/destinations/find.js';
import { PRESETS } from '../../../src/hunter/destinations/presets.js';

describe('the text of a command', () => {
  it.each([
    ['', { verb: 'form' }],
    ['   ', { verb: 'form' }],
    ['HELP', { verb: 'help', rest: '' }],
    ['start', { verb: 'start', destination: '' }],
    ['start 4', { verb: 'start', destination: '', lines: 4 }],
    ['start pps', { verb: 'start', destination: 'pps' }],
    ['  start   individual taxpayers   2 ', { verb: 'start', destination: 'individual taxpayers', lines: 2 }],
    ['stat', { verb: 'unknown', word: 'stat', didYouMean: 'start' }],
    ['hlep', { verb: 'unknown', word: 'hlep' }],
    ['hepl me', { verb: 'unknown', word: 'hepl' }],
    ['stpo', { verb: 'unknown', word: 'stpo' }],
    ['sttatus', { verb: 'unknown', word: 'sttatus', didYouMean: 'status' }],
    ['pizza', { verb: 'unknown', word: 'pizza' }],
  ])('%j is read', (text, parsed) => {
    expect(parseCommand(text)).toMatchObject(parsed);
  });

  it('gives an answer for any text, and never keeps more of it than is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (text) => {
        const parsed = parseCommand(text);
        expect(['form', 'unknown', ...SUBCOMMANDS]).toContain(parsed.verb);
        if (parsed.verb === 'unknown') expect(parsed.word.length).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('reads every subcommand whatever its case and the spaces around it', () => {
    const padded = fc.tuple(fc.constantFrom(...SUBCOMMANDS), fc.stringMatching(/^[ \t]{0,5}$/), fc.boolean());
    fc.assert(
      fc.property(padded, ([verb, space, shout]) => {
        const typed = `${space}${shout ? verb.toUpperCase() : verb}${space}`;
        expect(parseCommand(typed).verb).toBe(verb);
      }),
    );
  });
});

describe('a destination typed', () => {
  it.each([
    ['', 'pps'],
    ['PPS', 'pps'],
    ['international', 'international'],
    ['priority service', 'pps'],
    ['e-help', 'ehelp'],
  ])('%j is %s', (typed, id) => {
    expect(findDestination(typed, PRESETS).found?.id).toBe(id);
  });

  it('gets a proposal when it is near one, or fits several', () => {
    expect(findDestination('bussiness', PRESETS)).toMatchObject({ found: undefined, didYouMean: { id: 'business' } });
    expect(findDestination('collection', PRESETS)).toMatchObject({
      found: undefined,
      didYouMean: { id: 'acs-individual' },
    });
    expect(findDestination('zebra', PRESETS)).toEqual({ found: undefined });
  });
});
