import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readValue, writeValue } from '../../../src/bot/answering/button-value.js';
import { harmless } from '../../../src/bot/slack/sdk-log.js';
import { readChannel } from '../../../src/bot/slack/view-values.js';
import { readForm } from '../../../src/bot/start/form-values.js';
import { NOTE_MAX, noteFault } from '../../../src/bot/start/note.js';

describe('a submitted form', () => {
  it('may hold anything at all without doing harm', () => {
    fc.assert(
      fc.property(fc.anything(), (submitted) => {
        const values = readForm(submitted);
        expect(values.destination).toBeTypeOf('string');
        expect(Array.isArray(values.lines)).toBe(true);
        expect(values.agents).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('has its lines once each, its note on one line', () => {
    const option = (value: string) => ({ value, text: { type: 'plain_text', text: value } });
    const values = readForm({
      lines: { lines: { type: 'multi_external_select', selected_options: [option('a'), option('b'), option('a')] } },
      note: { note: { type: 'plain_text_input', value: '  two\n lines ' } },
      agents: { agents: { type: 'static_select', selected_option: option('2') } },
    });
    expect(values).toEqual({ destination: '', lines: ['a', 'b'], agents: 2, ring: '', note: 'two lines' });
  });

  it('names a channel or none', () => {
    expect(readChannel('{"channel":"C0CALLS"}')).toBe('C0CALLS');
    for (const bad of ['', '{}', '{"channel":"<!here>"}', 'null', '[]']) expect(readChannel(bad)).toBeUndefined();
  });
});

describe('a button’s value', () => {
  it('comes back as it was written, and nonsense does not', () => {
    const ids = fc.stringMatching(/^[a-z0-9-]{1,60}$/);
    fc.assert(
      fc.property(ids, ids, (hunt, offer) => {
        expect(readValue(writeValue({ hunt, offer }))).toEqual({ hunt, offer });
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readValue(text)));
    expect(readValue(JSON.stringify({ hunt: 'x'.repeat(3_000) }))).toBeUndefined();
  });
});

describe('a note', () => {
  it.each(['123-45-6789', 'call about 123456789', '12-3456789', 'ssn 123 45 6789', '１２３-４５-６７８９'])(
    'refuses %j',
    (note) => {
      expect(noteFault(note)).toContain('tax numbers');
    },
  );

  it.each(['', 'second try today', 'room 204, 2025 return', 'ring +1 202-555-0142', 'ref 20260513101'])(
    'lets %j pass',
    (note) => {
      expect(noteFault(note)).toBeUndefined();
    },
  );

  it('is at most 150 characters', () => {
    expect(noteFault('x'.repeat(NOTE_MAX))).toBeUndefined();
    expect(noteFault('x'.repeat(NOTE_MAX + 1))).toContain('150');
  });
});

describe('lines of the Slack SDK', () => {
  it('lose people, numbers, addresses and tokens before they are logged', () => {
    const said = harmless(
      'failed for dana@example.com +1 (202) 555-0142 U0DANA123 xoxb-1-secret at https://x/api?token=abc 123-45-6789',
    );
    for (const secret of ['dana@', '555', 'U0DANA123', 'secret', 'token=abc', '6789'])
      expect(said).not.toContain(secret);
  });
});
