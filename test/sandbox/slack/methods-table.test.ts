import { expect, it } from 'vitest';
import { HANDLERS } from '../../../sandbox/slack/api/handlers.js';
import { METHODS } from '../../../sandbox/slack/api/methods.js';

it('names exactly the methods that are there, and says what the partial ones lack', () => {
  expect(Object.keys(METHODS).sort()).toEqual(Object.keys(HANDLERS).sort());
  for (const [name, facts] of Object.entries(METHODS))
    expect([name, facts.covered === 'partial']).toEqual([name, facts.lacks !== undefined]);
});
