import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../src/bot/commands/read-command.js';
import { COMMANDS, USAGE } from '../../../src/bot/commands/table.js';
import { findDestination } from '../../../src/bot/destinations/find.js';
import { LIMITS } from '../../../src/bot/slack/limits.js';
import { readStart } from '../../../src/bot/start/start.js';
import { PRESETS } from '../../../src/hunter/destinations/presets.js';

describe('the text of a command', () => {
  it.each([
    ['', { command: { verb: '' }, rest: '' }],
    ['   ', { command: { verb: '' }, rest: '' }],
    ['HELP', { command: { verb: 'help' }, rest: '' }],
    ['  start   individual taxpayers   2 ', { command: { verb: 'start' }, rest: 'individual taxpayers 2' }],
    ['stat', { unknown: 'stat', didYouMean: 'start' }],
    ['hlep', { unknown: 'hlep' }],
    ['hepl me', { unknown: 'hepl' }],
    ['stpo', { unknown: 'stpo' }],
    ['sttatus', { unknown: 'sttatus', didYouMean: 'status' }],
    ['m', { unknown: 'm', didYouMean: 'me' }],
    ['pizza', { unknown: 'pizza' }],
  ])('%j is read', (text, typed) => {
    expect(readCommand(text, COMMANDS)).toMatchObject(typed);
  });

  it.each([
    ['', { destination: '' }],
    ['4', { destination: '', lines: 4 }],
    ['pps', { destination: 'pps' }],
    ['form 1040 x', { destination: 'form 1040 x' }],
    ['individual taxpayers 2', { destination: 'individual taxpayers', lines: 2 }],
  ])('start %j takes a destination and how many lines', (rest, typed) => {
    expect(readStart(rest)).toEqual(typed);
  });

  it('gives an answer for any text, and never keeps more of it than is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (text) => {
        const typed = readCommand(text, COMMANDS);
        if ('unknown' in typed) expect(typed.unknown.length).toBeLessThanOrEqual(40);
        else expect(COMMANDS).toContain(typed.command);
      }),
    );
  });

  it('reads every subcommand whatever its case and the spaces around it', () => {
    const padded = fc.tuple(fc.constantFrom(...COMMANDS), fc.stringMatching(/^[ \t]{0,5}$/), fc.boolean());
    fc.assert(
      fc.property(padded, ([command, space, shout]) => {
        const { verb } = command;
        const typed = `${space}${shout ? verb.toUpperCase() : verb}${space}`;
        expect(readCommand(typed, COMMANDS)).toMatchObject({ command });
      }),
    );
  });
});

describe('the table of commands', () => {
  it('calls no two alike, and the help tells of each and fits into one block', () => {
    const verbs = COMMANDS.map(({ verb }) => verb);
    expect(new Set(verbs).size).toBe(verbs.length);
    for (const verb of verbs) expect(USAGE).toMatch(new RegExp(`\`/irs-hunt${verb === '' ? '' : ` ${verb}`}[\` ]`));
    expect(USAGE.length).toBeLessThan(LIMITS.sectionText);
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
