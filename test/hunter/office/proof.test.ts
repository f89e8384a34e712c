import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawCode,
  hashCode,
  judge,
  nextCallAt,
  PROOF_LIMITS,
  type Proof,
  readCode,
} from '../../../src/hunter/office/proof.js';
import { createProving } from '../../../src/hunter/office/proving.js';
import type { CodeRequest, SpokenOutcome } from '../../../src/hunter/ports/phone.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { line } from '../support/fixtures.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

describe('a code', () => {
  it('always has six digits, and is read however it is spaced', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.constantFrom('', ' ', '-', '. '), (drawn, between) => {
        const code = drawCode(() => drawn);
        expect(code).toMatch(/^\d{6}$/);
        expect(readCode(` ${[...code].join(between)} `)).toBe(code);
      }),
    );
  });

  it('is not read from anything else a person might type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(readCode(typed) ?? '000000').toMatch(/^[0-9]{6}$/);
      }),
    );
    for (const typed of ['', '12345', '1234567', '12345a', '١٢٣٤٥٦']) expect(readCode(typed)).toBeUndefined();
  });

  it('works in any order of guesses: right once, void after three wrong ones or five minutes', () => {
    const guess = fc.record({
      right: fc.boolean(),
      afterMs: fc.nat(2 * MINUTE_MS),
      extension: fc.constantFrom('1', '2'),
    });
    fc.assert(
      fc.property(fc.array(guess, { maxLength: 12 }), (guesses) => {
        let [proof, now, wrong, isOver]: [Proof | undefined, number, number, boolean] = [
          { extensionId: '1', salt: 's', hash: 'aa', until: PROOF_LIMITS.validMs, wrong: 0 },
          0,
          0,
          false,
        ];
        for (const { right, afterMs, extension } of guesses) {
          now += afterMs;
          const isLate = now >= PROOF_LIMITS.validMs;
          const judged = judge(proof, extension, right ? 'aa' : 'bb', now);
          if (isOver || isLate || extension !== '1') expect(judged.verdict).toBe('none');
          else if (right) expect(judged.verdict).toBe('right');
          else {
            wrong += 1;
            expect(judged.verdict).toBe(wrong < 3 ? 'wrong' : 'used-up');
          }
          if (judged.verdict !== 'none') proof = judged.after;
          isOver ||= judged.verdict === 'right' || judged.verdict === 'used-up';
        }
        expect(wrong).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('is stored as a hash that differs with its salt', async () => {
    expect(await hashCode('123456', 'a')).toBe(await hashCode('123456', 'a'));
    expect(await hashCode('123456', 'a')).not.toBe(await hashCode('123456', 'b'));
    expect(await hashCode('123456', 'a')).not.toContain('123456');
  });

  it('is never spoken more than three times in any hour', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30 * MINUTE_MS), { maxLength: 30 }), (pauses) => {
        const calls: number[] = [];
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          const at = nextCallAt(calls, now);
          if (at > now) expect(nextCallAt(calls, at)).toBe(at);
          else calls.push(now);
        }
        for (const from of calls) {
          expect(calls.filter((at) => at >= from && at < from + HOUR_MS).length).toBeLessThanOrEqual(3);
        }
      }),
    );
  });
});

describe('a proof', () => {
  const targetOf = (id: string): CodeRequest['target'] => ({
    kind: 'extension',
    extensionId: id,
    extensionNumber: id,
    name: `Extension ${id}`,
  });

  function setUp() {
    const store = createMemoryStore({ retentionMs: HOUR_MS });
    const calls: { readonly request: CodeRequest; readonly end: (outcome: SpokenOutcome) => void }[] = [];
    const waiting: (() => void)[] = [];
    let now = 1_800_000_000_000;
    let ids = 0;
    const proving = createProving({
      store,
      speakCode: (request) =>
        new Promise((end) => {
          calls.push({ request, end });
          for (const wake of waiting.splice(0)) wake();
        }),
      newCode: () => '482019',
      newId: () => `id-${++ids}`,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => now,
    });
    return {
      ...{ store, calls, proving },
      pass: (ms: number) => {
        now += ms;
      },
      begin: (userId: string, extensionId: string, lines = [line(1), line(2)]) =>
        proving.begin({ userId, target: targetOf(extensionId), lines, maxRingMs: 20_000 }),
      /** Resolves when the phone was asked to call for the nth time. */
      async called(count: number) {
        while (calls.length < count) await new Promise<void>((resume) => waiting.push(resume));
        return calls[count - 1];
      },
      async said(userId: string, extensionId: string, outcome: SpokenOutcome = { outcome: 'spoken' }) {
        const count = calls.length + 1;
        const begun = await this.begin(userId, extensionId);
        if (!begun.begun) return begun.why;
        (await this.called(count))?.end(outcome);
        await begun.over;
        return 'said';
      },
    };
  }

  it('is the right code for the right extension, typed once by the person who asked', async () => {
    const c = setUp();
    expect(await c.said('U1', '105')).toBe('said');
    expect(await c.proving.guess('U2', '105', '482019')).toEqual({ verdict: 'none' });
    expect(await c.proving.guess('U1', '106', '482019')).toEqual({ verdict: 'none' });
    expect(await c.proving.guess('U1', '105', 'hello')).toEqual({ verdict: 'not-a-code' });
    expect(await c.proving.guess('U1', '105', '482018')).toEqual({ verdict: 'wrong', triesLeft: 2 });
    expect(await c.proving.guess('U1', '105', '482 019')).toEqual({ verdict: 'right' });
    expect(await c.proving.guess('U1', '105', '482019')).toEqual({ verdict: 'none' });
  });

  it('is void when nobody heard it', async () => {
    const c = setUp();
    await c.said('U1', '105', { outcome: 'voicemail', reason: 'Voicemail picked up.' });
    expect(await c.proving.guess('U1', '105', '482019')).toEqual({ verdict: 'none' });
  });

  it('is void after five minutes', async () => {
    const c = setUp();
    await c.said('U1', '105');
    c.pass(PROOF_LIMITS.validMs);
    expect(await c.proving.guess('U1', '105', '482019')).toEqual({ verdict: 'none' });
  });

  it('counts two wrong guesses at once as two', async () => {
    const c = setUp();
    await c.said('U1', '105');
    const both = await Promise.all(['000000', '000001'].map((typed) => c.proving.guess('U1', '105', typed)));
    const judged = both.filter(({ verdict }) => verdict === 'wrong').length;
    expect(both.every(({ verdict }) => verdict === 'wrong' || verdict === 'at-it')).toBe(true);
    expect(await c.proving.guess('U1', '105', '000002')).toEqual(
      judged === 2 ? { verdict: 'used-up' } : { verdict: 'wrong', triesLeft: 1 },
    );
  });

  it('has one call at a time, per person and per extension, and holds its line during it', async () => {
    const c = setUp();
    const begun = await c.begin('U1', '105');
    expect(await c.begin('U1', '106')).toEqual({ begun: false, why: 'under-way' });
    expect(await c.begin('U2', '105')).toEqual({ begun: false, why: 'under-way' });
    expect((await c.called(1))?.request.line.id).toBe('line-1');
    expect(await c.store.acquire('line:line-1', 'a hunt', 1_000)).toBe(false);
    expect(await c.begin('U2', '106', [line(1)])).toEqual({ begun: false, why: 'no-line' });
    const other = await c.begin('U2', '106');
    expect((await c.called(2))?.request.line.id).toBe('line-2');
    for (const { end } of c.calls) end({ outcome: 'spoken' });
    await Promise.all([begun, other].map((each) => each.begun && each.over));
    expect(await c.store.acquire('line:line-1', 'a hunt', 1_000)).toBe(true);
  });

  it('has at most three calls an hour, per person and per extension', async () => {
    const c = setUp();
    const results: string[] = [];
    for (const [user, extension] of [
      ['U1', '105'],
      ['U1', '106'],
      ['U1', '107'],
      ['U1', '108'],
      ['U2', '105'],
      ['U3', '105'],
      ['U4', '105'],
    ] as const) {
      results.push(await c.said(user, extension));
      c.pass(MINUTE_MS);
    }
    expect(results).toEqual(['said', 'said', 'said', 'too-many-calls', 'said', 'said', 'too-many-calls']);
    c.pass(HOUR_MS);
    expect(await c.said('U1', '105')).toBe('said');
  });

  it('without a free line does not count as a call', async () => {
    const c = setUp();
    for (let i = 0; i < 5; i++) expect(await c.begin('U1', '105', [])).toEqual({ begun: false, why: 'no-line' });
    expect(await c.said('U1', '105')).toBe('said');
  });

  it('that fails inside the phone is reported, and releases everything', async () => {
    const c = setUp();
    const proving = createProving({
      store: c.store,
      speakCode: async () => {
        throw new Error('the line is on fire');
      },
      newCode: () => '482019',
      newId: () => `own-${Math.random()}`,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => 1_800_000_000_000,
    });
    const begun = await proving.begin({ userId: 'U1', target: targetOf('105'), lines: [line(1)], maxRingMs: 1 });
    expect(begun.begun && (await begun.over)).toMatchObject({ outcome: 'refused' });
    expect(await c.store.acquire('line:line-1', 'a hunt', 1_000)).toBe(true);
    expect(await proving.guess('U1', '105', '482019')).toEqual({ verdict: 'none' });
  });
});
