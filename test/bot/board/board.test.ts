import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { board } from '../../../src/bot/board/board.js';
import { closedOffer, openingKey, openOffer } from '../../../src/bot/board/offer-message.js';
import { story as tell } from '../../../src/bot/board/story.js';
import { LIMITS } from '../../../src/bot/slack/limits.js';
import type { Line } from '../../../src/hunter/terms.js';
import {
  answered,
  begin,
  claim,
  line,
  offered,
  onHold,
  policy,
  type Story,
  T0,
} from '../../hunter/support/fixtures.js';

/** The words of a message as a person reads them, buttons in brackets. */
function words(blocks: readonly unknown[]): string {
  const read = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return '';
    const block = value as Record<string, unknown>;
    const text = typeof block.text === 'string' ? block.text : read(block.text);
    const shown = block.type === 'button' ? `[${text}]` : text;
    const inner = Array.isArray(block.elements) ? block.elements.map(read).join(' ') : '';
    return [shown, inner, read(block.accessory)].filter(Boolean).join(' ');
  };
  return blocks.map(read).join('\n');
}

const agoT0 = `<!date^${T0 / 1000}^{ago}|at 15:00 UTC>`;

function manyLines(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, index) => ({
    ...line(1),
    id: `line-${index + 1}`,
    extensionNumber: `${201 + index}`,
    name: `A rather long name of a line, number ${index + 1} & <so on>`,
  }));
}

describe('the board', () => {
  it('says what is hunted, for whom, where each line is and since when, what is next, and has its buttons', () => {
    const hunt = begin({ note: 'second try' });
    onHold(hunt, 1);
    hunt.wait(3_000);
    answered(hunt, 2);
    const { text, blocks } = board(hunt.state);
    const at3s = `<!date^${T0 / 1000 + 3}^{ago}|at 15:00 UTC>`;
    expect(words(blocks)).toBe(
      [
        '*Hunting for an agent at Practice line* for <@U0DANA>, on 3 lines.\nNext: wait. I’ll mention you here when an agent answers.',
        `*201 Line 1*: on hold · started ${agoT0} [Drop 201 Line 1]`,
        `*202 Line 2*: in the phone menu, step 1 of 2 (English) · started ${at3s} [Drop 202 Line 2]`,
        '*203 Line 3*: dials at <!date^1778684404^{time}|15:00 UTC> [Drop 203 Line 3]',
        '[Stop the hunt] ',
        `Started ${agoT0} · Note: second try`,
      ].join('\n'),
    );
    expect(text).toBe(
      'Hunting for an agent at Practice line for <@U0DANA>, on 3 lines. Next: wait. I’ll mention you here when an agent answers.',
    );
  });

  it('asks a person to press the key when a prompt was missed', () => {
    const hunt = begin();
    answered(hunt, 1);
    hunt.wait(61_000);
    const shown = words(board(hunt.state).blocks);
    expect(shown).toContain('prompt not heard, please check');
    expect(shown).toContain('[Press 1 for me]');
    expect(shown).toContain('Next: press the menu key, here or in the thread.');
  });

  it('asks for a person’s ears when a call cannot be listened to', () => {
    const hunt = begin();
    answered(hunt, 1, false);
    expect(words(board(hunt.state).blocks)).toContain('I can’t listen to this call');
    expect(words(board(hunt.state).blocks)).toContain('[I hear someone]');
  });

  it('ends with who took the call, and without buttons', () => {
    const hunt = begin();
    claim(hunt, offered(hunt, 1));
    hunt.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    hunt.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: { outcome: 'connected', way: 'bridge' } });
    const { text, blocks } = board(hunt.state);
    expect(text).toMatch(/^Connected: Practice line for <@U0DANA>, on 3 lines\. Taken by <@U0DANA>\./);
    expect(words(blocks)).not.toContain('[');
  });

  it('says Stopped when somebody stopped it', () => {
    const hunt = begin();
    hunt.tell({ type: 'cancel', by: 'U0SAM' });
    expect(board(hunt.state).text).toMatch(/^Stopped: Practice line/);
  });

  it('lets nothing from people or the phone become a mention', () => {
    const hunt = begin({ note: '<!channel>', lines: [{ ...line(1), name: '<@U0SAM> & co' }] });
    const { text, blocks } = board(hunt.state);
    expect(JSON.stringify([text, ...blocks.map((block) => ('text' in block ? block.text : block))])).not.toContain(
      '<!channel>',
    );
    expect(words(blocks.slice(0, 2))).toContain('*201 &lt;@U0SAM&gt; &amp; co*');
  });

  it.each([1, 12, 13, 50, 100])('keeps to Slack’s limits with %i lines in any state', (count) => {
    const hunt = begin({ lines: manyLines(count), policy: { ...policy, staggerMs: 0, maxDials: 1_000 } });
    for (let index = 1; index <= count; index += 1) {
      const kind = index % 4;
      if (kind === 0) answered(hunt, index, false);
      else if (kind === 1) answered(hunt, index);
      else if (kind === 2) onHold(hunt, index);
    }
    hunt.wait(61_000);
    expect(hunt.state.calls.length).toBeGreaterThanOrEqual(Math.floor((count * 3) / 4));
    const { text, blocks } = board(hunt.state);
    expect(blocks.length).toBeLessThanOrEqual(LIMITS.messageBlocks);
    expect(text.length).toBeLessThanOrEqual(LIMITS.messageText);
    const all = JSON.stringify(blocks);
    // Slack's practical ceiling over all texts of a message.
    expect(words(blocks).length).toBeLessThanOrEqual(13_000);
    for (const [, label] of all.matchAll(/"accessibility_label":"([^"]*)"/g))
      expect(label?.length).toBeLessThanOrEqual(75);
    expect(words(blocks)).toContain('[Stop the hunt]');
  });
});

describe('an offer', () => {
  const first = (hunt: Story) => {
    const offer = hunt.state.offers[0];
    if (offer === undefined) throw new Error('no offer');
    return offer;
  };

  it('says the whole of it in text and in the first block, with its two buttons', () => {
    const hunt = begin();
    offered(hunt, 1);
    const { text, blocks } = openOffer(hunt.state, first(hunt));
    expect(text).toMatch(/^<@U0DANA> Agent on the line: Practice line, on 201 Line 1\. Take the call before <!date/);
    expect(words(blocks.slice(0, 1))).toBe(text.replace('Agent on the line', '*Agent on the line*'));
    expect(words(blocks.slice(1))).toBe('[Take the call] [Not a person]');
  });

  it('is another opening once widened, which calls on the channel', () => {
    const hunt = begin();
    offered(hunt, 1);
    const before = openingKey(first(hunt));
    hunt.wait(16_000);
    expect(openingKey(first(hunt))).not.toBe(before);
    expect(openOffer(hunt.state, first(hunt)).text).toMatch(/^<!here> <@U0DANA> Agent on the line/);
  });

  it('says how it ended, without a button', () => {
    const hunt = begin();
    const callId = 'call-1';
    offered(hunt, 1);
    hunt.tell({ type: 'call-ended', callId, end: 'far-end', reason: 'BYE' });
    const { text, blocks } = closedOffer(hunt.state, first(hunt), true);
    expect(text).toBe('The agent hung up: Practice line, on 201 Line 1.');
    expect(blocks).toHaveLength(1);
  });
});

describe('the thread', () => {
  it('tells a whole hunt, one line an event', () => {
    const hunt = begin();
    claim(hunt, offered(hunt, 1));
    hunt.tell({ type: 'claim', offerId: 'nothing', claimId: 'c2', by: 'U0SAM', ringTarget: hunt.state.ringTarget });
    hunt.tell({ type: 'hand-over-began', claimId: 'claim-1' });
    hunt.tell({ type: 'hand-over-ended', claimId: 'claim-1', result: { outcome: 'connected', way: 'bridge' } });
    const lines = hunt.events.map((event) => tell(event, hunt.state)).filter((each) => each !== undefined);
    expect(lines).toEqual([
      '<@U0DANA> started this hunt for Practice line on 3 lines.',
      '201 Line 1 was connected.',
      '201 Line 1 pressed 1 (English).',
      '201 Line 1 pressed 2 (Individual accounts).',
      '201 Line 1 is on hold.',
      'An agent was heard on 201 Line 1.',
      '<@U0DANA> is taking the call: extension 101 is ringing.',
      '<@U0DANA> and the agent are connected.',
      'The hunt ended with 1 agent reached.',
    ]);
  });

  it('lets no reason of another system become a mention, whatever it says', () => {
    const hunt = begin();
    answered(hunt, 1);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (reason) => {
        const said = tell(
          { type: 'call-ended', callId: 'call-1', end: 'refused', reason: `<!channel>${reason}`, at: T0 },
          hunt.state,
        );
        expect(said).not.toMatch(/<(?!@U0DANA>)/);
      }),
    );
  });
});
