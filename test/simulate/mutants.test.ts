import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MUTANTS, type Mutant } from '../../simulate/mutant-list.js';
import { hunt } from '../../simulate/mutants.js';

const few = { seed: 1, runs: 100, workers: 1 };
const named = (fault: string): Mutant => {
  const mutant = MUTANTS.find((each) => each.fault === fault);
  if (mutant === undefined) throw new Error(`No mutant “${fault}”`);
  return mutant;
};

describe('the mutants', () => {
  it('are at least 12, and each change still fits the compiled code', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(12);
    const stale = MUTANTS.flatMap(({ edits }) => edits).filter(({ file, text }) => {
      const code = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      return code.split(text).length !== 2;
    });
    expect(stale).toEqual([]);
  });

  it.each([
    ['an offer that was claimed can be claimed again', 'one claim an offer'],
    ['a call is dialed before it is recorded', 'no double dial'],
    ['after the first courtesy phrase the bot is silent', 'never 8 s of silence'],
    ['a taker is hung up on as soon as a way is refused', 'whoever answered is joined or told'],
    ['a blind way is tried while the taker is still on the line', 'one phone rings for a claim, once'],
  ])('%s: found', async (fault, invariant) => {
    expect((await hunt(named(fault), few))?.breach.invariant).toBe(invariant);
  });

  it('one whose text is gone is an error, not a survivor', async () => {
    const stale = {
      fault: 'gone',
      edits: [{ file: 'src/hunter/rules/due.js', text: 'no such text', replacement: '' }],
    };
    await expect(hunt(stale, few)).rejects.toThrow(/update the mutant/);
  });

  it('without a fault the copy of the build holds', async () => {
    expect(await hunt({ fault: 'none', edits: [] }, { ...few, runs: 5 })).toBeUndefined();
  });
});
