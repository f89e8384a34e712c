import { describe, expect, it } from 'vitest';
import { readArgs, UsageError } from '../../sandbox/args.js';

const NAMES = ['first-agent', 'taker-busy', 'line-crashes'];
const complaint = (argv: readonly string[]): string => {
  try {
    readArgs(argv, NAMES);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message : '';
  }
  return 'no complaint';
};

describe("the sandbox's command line", () => {
  it('without anything plays nothing, with the first scenario, seed 1, any free port', () => {
    expect(readArgs([], NAMES)).toEqual({
      play: false,
      json: false,
      list: false,
      help: false,
      http: false,
      keep: false,
      scenario: 'first-agent',
      seed: 1,
      port: 0,
    });
  });

  it('takes a scenario, a seed and a port', () => {
    const args = readArgs(
      ['--play', '--json', '--http', '--scenario', 'taker-busy', '--seed=7', '--port', '8080'],
      NAMES,
    );
    expect(args).toMatchObject({ play: true, json: true, http: true, scenario: 'taker-busy', seed: 7, port: 8080 });
  });

  it('asks for what was meant by a near miss of a scenario', () => {
    expect(complaint(['--scenario', 'taker-buzy'])).toBe(
      'There is no scenario “taker-buzy”. Did you mean “taker-busy”? --list names them all.',
    );
  });

  it('does not guess what was far off', () => {
    expect(complaint(['--scenario', 'zebra-crossing-lion'])).toBe(
      'There is no scenario “zebra-crossing-lion”. --list names them all.',
    );
  });

  it('asks for what was meant by a near miss of an option', () => {
    expect(complaint(['--secnario', 'taker-busy'])).toContain('Did you mean “--scenario”?');
  });

  it.each([
    ['--seed', 'x'],
    ['--seed', '-1'],
    ['--seed', '1.5'],
    ['--port', '70000'],
  ])('refuses %s %s, and says what is allowed', (option, value) => {
    expect(complaint([`${option}=${value}`])).toContain(`${option} must be a whole number`);
  });
});
