import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Act,
  type Caller,
  type Pool,
  poolsOf,
  RIGHTS,
  type Standing,
  tieOf,
  usableLines,
  whyNot,
} from '../../../src/hunter/office/rights.js';
import type { HuntState, OfferState } from '../../../src/hunter/rules/state.js';
import { KINDS, WHO_MAY } from '../../support/who-may.js';
import { desk, line } from '../support/fixtures.js';

describe('the table of rights', () => {
  const cells = Object.keys(RIGHTS).flatMap((act) =>
    Object.entries(KINDS).map(([letter, [standing, tie]]) => ({ act: act as Act, letter, standing, tie })),
  );
  it.each(cells)('$act by $standing, $tie', ({ act, letter, standing, tie }) => {
    expect(whyNot(act, standing, tie) === undefined).toBe(WHO_MAY[act].includes(letter));
  });

  it('gives outsiders a reason of their own', () => {
    expect(whyNot('take-call', 'outsider', 'offered')).toBe('outsider');
    expect(whyNot('take-call', 'member')).toBe('not-offered-yet');
    expect(whyNot('stop-hunt', 'member')).toBe('not-requester');
  });
});

const lines = Array.from({ length: 6 }, (_, index) => line(index + 1));
const someLines = fc.subarray(lines.map(({ id }) => id));
const pool = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  name: fc.string(),
  lineIds: someLines,
  members: fc.subarray(['U1', 'U2']),
  groups: fc.subarray(['S1', 'S2']),
}) satisfies fc.Arbitrary<Pool>;
const member = fc.record({
  userId: fc.constantFrom('U1', 'U2', 'U3'),
  standing: fc.constant('member' as const),
  extensionId: fc.option(fc.constantFrom(...lines.map(({ extensionId }) => extensionId)), { nil: undefined }),
  groups: fc.subarray(['S1', 'S2', 'S3']),
}) satisfies fc.Arbitrary<Caller>;

describe('the lines a person may call from', () => {
  it('are, for members, their own extension and their pools’ lines, and no others', () => {
    fc.assert(
      fc.property(member, fc.array(pool), someLines, (caller, pools, aside) => {
        const may = usableLines(caller, lines, pools, new Set(aside)).map(({ id }) => id);
        for (const each of lines) {
          const open = pools.some(
            ({ lineIds, members, groups }) =>
              lineIds.includes(each.id) &&
              (members.includes(caller.userId) || groups.some((group) => caller.groups.includes(group))),
          );
          const own = each.extensionId === caller.extensionId;
          expect(may.includes(each.id)).toBe((own || open) && !aside.includes(each.id));
        }
      }),
    );
  });

  it('are, for admins, all but those set aside, and for outsiders none', () => {
    fc.assert(
      fc.property(member, fc.array(pool), someLines, (caller, pools, aside) => {
        const as = (standing: Standing) => usableLines({ ...caller, standing }, lines, pools, new Set(aside));
        expect(as('admin').map(({ id }) => id)).toEqual(lines.map(({ id }) => id).filter((id) => !aside.includes(id)));
        expect(as('outsider')).toEqual([]);
        expect(poolsOf({ ...caller, standing: 'outsider' }, pools)).toEqual([]);
      }),
    );
  });
});

describe('an offer is open to everybody', () => {
  const made = { id: 'o-1', callId: 'c', madeAt: 0, openedAt: 0, widened: false, status: 'open', claims: [] } as const;
  const claim = { id: 'k', by: 'U1', at: 1, ringTarget: desk, status: 'failed' } as const;
  const tie = (offers: readonly OfferState[], user = 'U2') =>
    tieOf({ requester: 'U1', offers } as unknown as HuntState, user, 'o-1');

  it('once it was widened, once a phone did not answer, once the requester talks to another agent, and when it is over', () => {
    expect(tie([made])).toBe('none');
    expect(tie([made], 'U1')).toBe('requester');
    expect(tie([{ ...made, widened: true }])).toBe('offered');
    expect(tie([{ ...made, claims: [claim] }])).toBe('offered');
    const talking = { ...made, id: 'o-0', status: 'connected', claims: [{ ...claim, status: 'connected' }] } as const;
    expect(tie([talking, made])).toBe('offered');
    expect(tie([{ ...made, status: 'ended' }])).toBe('offered');
    expect(tie([])).toBe('none');
  });
});
