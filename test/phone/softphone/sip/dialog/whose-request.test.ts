import { afterEach, describe, expect, it } from 'vitest';
import { answeredCall, type Bench, bench } from '../support/bench.js';
import { one } from '../support/text.js';

let b: Bench;
afterEach(() => b.stop());

describe('a request of the phone service in a call', () => {
  it.each([
    ['with the tags of another call', (from: string) => from.replace(/;tag=.*/, ';tag=else'), (to: string) => to],
    [
      'with a tag of ours that we never gave',
      (from: string) => from,
      (to: string) => to.replace(/;tag=.*/, ';tag=else'),
    ],
    ['without tags', (from: string) => from.replace(/;tag=.*/, ''), (to: string) => to.replace(/;tag=.*/, '')],
  ])('%s ends nothing', async (_, fromOf, toOf) => {
    b = await bench();
    const { call } = await answeredCall(b);
    const from = `${one(call.invite, 'to')};tag=server`;
    const fields = { callId: call.id, from: fromOf(from), to: toOf(one(call.invite, 'from')) };
    const reply = await b.server.request('BYE', fields);
    expect(reply.start).toMatch(/ 481 /);
    await b.line.press('a', '1');
    expect(b.facts.some(({ type }) => type === 'ended')).toBe(false);
  });

  it('that was overtaken by a newer one does nothing', async () => {
    b = await bench();
    const { call } = await answeredCall(b);
    const fields = { callId: call.id, from: `${one(call.invite, 'to')};tag=server`, to: one(call.invite, 'from') };
    expect((await b.server.request('OPTIONS', { ...fields, cseq: 500 })).start).toMatch(/ 200 /);
    expect((await b.server.request('BYE', { ...fields, cseq: 499 })).start).toMatch(/ 500 /);
    await b.line.press('a', '1');
    expect(b.facts.some(({ type }) => type === 'ended')).toBe(false);
    expect((await b.server.request('BYE', { ...fields, cseq: 501 })).start).toMatch(/ 200 /);
    await b.fact('a', 'ended');
  });
});
