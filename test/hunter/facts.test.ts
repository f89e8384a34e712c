import { expect, it } from 'vitest';
import { commandOf } from '../../src/hunter/facts.js';

it('a key on the listener’s own phone is pressed as if its teacher had asked for it in Slack', () => {
  expect(commandOf({ callId: 'c1', type: 'listener-key', key: '2' }, 'U1')).toEqual({
    type: 'press-key',
    callId: 'c1',
    key: '2',
    by: 'U1',
  });
});
