import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../sandbox/scenarios/index.js';
import { readable, readableSummary } from '../../sandbox/tell.js';

describe('the scenarios', () => {
  it('are 45, each with a name of its own, first-agent first', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(names[0]).toBe('first-agent');
    expect(new Set(names).size).toBe(45);
  });

  it('ask for no more lines than the account has', () => {
    for (const { form, lines } of SCENARIOS) {
      if (typeof form.lines === 'object' && 'first' in form.lines) expect(form.lines.first).toBeLessThanOrEqual(lines);
    }
  });
});

describe('the story for people', () => {
  it('has a line with the seconds for what matters, and none for the rest', () => {
    expect(readable({ t_ms: 12_340, what: 'agent-speaks', call: 'c1' })).toBe('  12.3 s  c1: AN AGENT SPEAKS');
    expect(readable({ t_ms: 1, what: 'rest', path: '/x' })).toBeUndefined();
  });

  it('says in the summary whether it came out as expected', () => {
    const summary = {
      summary: true,
      scenario: 'taker-busy',
      seed: 3,
      outcome: 'agent-lost',
      expected: 'connected',
      agent_to_offer_ms: 900,
      claim_to_transfer_ms: null,
      claim_to_audio_ms: null,
      pickup_to_audio_ms: 380,
      calls_dialled: 3,
      calls_dropped: 2,
      calls_alive: 0,
      rest_requests: { light: 1, medium: 1, heavy: 0, auth: 1 },
      rest_429: 0,
      rings: [
        { person: 'U0DANA', times: 2, for_claims: [1, 1] },
        { person: 'U0SAM', times: 1, for_claims: [1] },
      ],
      hung_up_on_taker: 0,
      silence: [
        { who: 'agent', call: 'c1', ms: 900 },
        { who: 'agent', call: 'c2', ms: 2_340 },
        { who: 'taker', call: 'c1', ms: 180 },
      ],
    } as const;
    expect(readableSummary(summary)).toContain('taker-busy (seed 3): agent-lost, expected connected');
    expect(readableSummary(summary)).toContain('claim → they talk       –');
    expect(readableSummary(summary)).toContain('pick-up → they talk     380 ms');
    expect(readableSummary(summary)).toContain(
      'U0DANA rang 2 time(s), U0SAM rang 1 time(s); 0 hung up on; silence: agent 2.3 s, taker 0.2 s',
    );
  });
});
