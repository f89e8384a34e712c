import { expect, it } from 'vitest';
import { createLineNeeds } from '../../../src/bot/board/line-needs.js';
import type { Extension } from '../../../src/hunter/ports/directory.js';
import type { HuntState } from '../../../src/hunter/rules/state.js';
import { line } from '../../hunter/support/fixtures.js';

const extension = (id: string): Extension => ({ id, number: id, name: id, enabled: true });

it('looks first at lines of open hunts and of people who hunt, then at pools, then at the others, last at those set aside', async () => {
  const pool = { id: 'tax', name: 'Tax', lineIds: ['pooled', 'set-aside'], members: [], groups: [] };
  const needs = createLineNeeds({
    hunts: { recent: async () => [{ requester: 'U1' } as HuntState] },
    live: {
      start: async () => undefined,
      stop: () => undefined,
      open: () => [{ requester: 'U2', lines: [{ ...line(1), id: 'in-a-hunt' }] } as unknown as HuntState],
    },
    people: {
      extensionNow: (user) =>
        user === 'U1' ? { kind: 'extension', extensionId: 'hunter', extensionNumber: '1', name: 'H' } : 'unknown',
    },
    pools: () => [pool],
    setAside: () => ['set-aside'],
  });
  await needs.start();
  const need = Object.fromEntries(
    ['set-aside', 'other', 'pooled', 'hunter', 'in-a-hunt'].map((id) => [id, needs.need(extension(id))]),
  );
  expect(need).toEqual({ 'in-a-hunt': 0, hunter: 0, pooled: 1, other: 2, 'set-aside': 3 });
});
