import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REFUSALS, type Refusal, type RefusalName, refusalWords } from '../../../src/phone/api/refusals.js';
import {
  refusalOfReason,
  refusalOfRegistration,
  refusalOfReply,
  refusalOfStatus,
} from '../../../src/phone/api/which-refusal.js';

const rows = Object.entries(REFUSALS) as readonly (readonly [RefusalName, Refusal])[];
/** Words that only engineers use, and codes. */
const JARGON =
  /\b(SIP|REST|API|HTTP|JWT|TLS|UDP|RTP|INVITE|REGISTER|endpoint|session|party|parties|credential|token|proxy|codec|regist\w*|provision\w*|timeout|status|null|[A-Z]{3}-\d+|\d{3})\b/i;
const sentences = (text: string): number => text.split(/[.!?](?:\s|$)/).filter(Boolean).length;

describe('each refusal', () => {
  it.each(rows)('%s can be read aloud by anybody, with one next step at most', (name, { what, todo, whose, retry }) => {
    expect(sentences(what)).toBe(1);
    expect(what).toMatch(/^[A-Z][^\n]{10,160}\.$/);
    expect(`${what} ${todo}`).not.toMatch(JARGON);
    if (todo !== '') {
      expect(sentences(todo)).toBe(1);
      expect(todo).toMatch(/^(Add|Ask|Call|Check|Connect|Enter|Find|Give|Tell)\b[^\n;]{5,110}\.$/);
    }
    // Where somebody can do something it is said, and nobody is sent to do what only waiting cures.
    expect(todo !== '').toBe(whose === 'admin' || whose === 'person');
    if (whose === 'service') expect(retry).toBe('later');
    expect(refusalWords(name)).toBe(todo === '' ? what : `${what} ${todo}`);
    // The thread cuts longer reasons.
    expect(`Refused twice in a row. ${refusalWords(name)}`.length).toBeLessThan(300);
  });

  it('has words of its own', () => {
    expect(new Set(rows.map(([, { what }]) => what)).size).toBe(rows.length);
  });

  it('stands on the page for admins as it is told', () => {
    const page = readFileSync('docs/refusals.md', 'utf8');
    for (const [name, row] of rows) expect(page, name).toContain(pageRow(row));
    expect(page.split('\n').filter((line) => /^\| (?!what|---)/.test(line))).toHaveLength(rows.length);
  });
});

const WHOSE = { admin: 'an admin', person: 'the person', service: 'RingCentral', nobody: 'nobody' } as const;
const RETRY = {
  later: 'yes, after a pause',
  once: 'once more',
  'other-way': 'another way',
  never: 'not until then',
} as const;

function pageRow({ what, todo, whose, retry }: Refusal): string {
  return `| ${what} | ${WHOSE[whose]} | ${todo === '' ? 'Nothing; wait.' : todo} | ${RETRY[retry]} |`;
}

describe('a call that a SIP status ends', () => {
  it.each([
    [486, 'busy', 'not-reached', 'perhaps-busy'],
    [600, 'busy', 'not-reached', 'perhaps-busy'],
    [603, 'declined', 'barred', 'barred'],
    [403, 'barred', 'barred', 'barred'],
    [404, 'unknown-number', 'unknown-number', 'unknown-number'],
    [484, 'unknown-number', 'unknown-number', 'unknown-number'],
    [604, 'unknown-number', 'unknown-number', 'unknown-number'],
    [480, 'no-answer', 'no-answer', 'no-answer'],
    [408, 'no-answer', 'no-answer', 'no-answer'],
    [487, 'ended-early', 'ended-early', 'ended-early'],
    [488, 'no-common-sound', 'no-common-sound', 'no-common-sound'],
    [401, 'wrong-password', 'wrong-password', 'wrong-password'],
    [407, 'wrong-password', 'wrong-password', 'wrong-password'],
    [503, 'service-trouble', 'service-trouble', 'service-trouble'],
    [418, 'call-refused', 'call-refused', 'call-refused'],
  ] as const)('%i: %s where a callee is shown, %s where none is, %s where nobody can look', (status, ...names) => {
    expect((['shown', 'none', 'unknown'] as const).map((callee) => refusalOfStatus(status, callee))).toEqual(names);
  });
});

describe('a line’s phone that may not connect', () => {
  it.each([
    [403, 'signed-in-elsewhere'],
    [603, 'signed-in-elsewhere'],
    [401, 'wrong-password'],
    [407, 'wrong-password'],
    [404, 'wrong-password'],
    [400, 'phone-trouble'],
    [408, 'phone-trouble'],
    [480, 'phone-trouble'],
    [500, 'phone-trouble'],
  ] as const)('%i is %s', (status, name) => {
    expect(refusalOfRegistration(status)).toBe(name);
  });
});

describe('a party that left', () => {
  it.each([
    ['targetbusy', 'busy'],
    ['noanswer', 'no-answer'],
    ['timeout', 'no-answer'],
    ['rejected', 'declined'],
    ['internalerror', 'service-trouble'],
    ['invalidnumber', 'unknown-number'],
    ['nosuchuser', 'unknown-number'],
    ['internationaldisabled', 'barred'],
    ['destinationblocked', 'barred'],
    ['notenoughfunds', 'no-credit'],
    ['attendedtransfer', undefined],
    ['', undefined],
    ['constructor', undefined],
  ] as const)('for %j is told as %s', (reason, name) => {
    expect(refusalOfReason(reason)).toBe(name);
  });
});

describe('an answer of the API', () => {
  const SESSION = '/restapi/v1.0/account/~/telephony/sessions/s-1/parties/p-1/bridge';
  const OTHER = '/restapi/v1.0/account/~/extension';
  it.each([
    [403, 'CMN-401', OTHER, 'app-permission'],
    [403, 'CMN-408', SESSION, 'user-permission'],
    [403, 'CMN-419', OTHER, 'user-permission'],
    [403, 'TAS-106', SESSION, 'anothers-call'],
    [403, 'CMN-404', SESSION, 'anothers-call'],
    [403, undefined, SESSION, 'anothers-call'],
    [403, 'TAS-106', OTHER, 'not-allowed'],
    [404, 'TAS-102', SESSION, 'not-there'],
    [409, 'TAS-106', SESSION, 'wrong-state'],
    [400, 'CMN-101', OTHER, 'not-valid'],
    [401, 'OAU-149', OTHER, 'not-signed-in'],
    [429, 'CMN-301', OTHER, 'too-many-requests'],
    [500, undefined, SESSION, 'api-trouble'],
    [503, 'CMN-211', OTHER, 'api-trouble'],
    [418, undefined, OTHER, 'not-understood'],
  ] as const)('%i %s for %s is %s', (status, errorCode, path, name) => {
    expect(refusalOfReply({ status, errorCode, path })).toBe(name);
  });
});
