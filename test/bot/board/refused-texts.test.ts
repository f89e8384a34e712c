import { describe, expect, it } from 'vitest';
import { story } from '../../../src/bot/board/story.js';
import type { CallEnd } from '../../../src/hunter/terms.js';
import { refusalWords } from '../../../src/phone/api/refusals.js';
import { begin, policy, type Story } from '../../hunter/support/fixtures.js';

const ADDRESS = refusalWords('no-emergency-address');
const NO_RIGHT = refusalWords('barred');

/** What the thread says of the whole hunt, without the times of the next dials. */
function told(hunt: Story): readonly string[] {
  return hunt.events
    .map((event) => story(event, hunt.state))
    .filter((line) => line !== undefined)
    .filter((line) => !/started this hunt|dials again at|The hunt ended/.test(line));
}

/** A call of a line that no way could place. */
function refused(hunt: Story, name: string, line: number, reason: string, end: CallEnd = 'refused'): void {
  const callId = `${name}-${line}`;
  hunt.wait(policy.redialMaxMs);
  hunt.tell({ type: 'begin-call', callId, lineId: `line-${line}` });
  hunt.tell({ type: 'way-refused', callId, way: 'softphone', reason });
  hunt.tell({ type: 'way-refused', callId, way: 'call-out-number', reason: 'A call from a number is not allowed.' });
  hunt.tell({ type: 'call-ended', callId, end, reason });
}

describe('the thread', () => {
  it('names the first cause once, by the name of the line, and the remedy once, when the line is given up', () => {
    const hunt = begin();
    refused(hunt, 'a', 1, ADDRESS);
    expect(told(hunt)).toEqual([
      '201 Line 1 could not call: It has no valid emergency address, so RingCentral refuses its calls.',
    ]);
    refused(hunt, 'b', 1, ADDRESS);
    expect(told(hunt)).toEqual([
      '201 Line 1 could not call: It has no valid emergency address, so RingCentral refuses its calls.',
      '201 Line 1 is out: Refused twice in a row. It has no valid emergency address, so RingCentral refuses its calls. Enter one for its phone in the Admin Portal under Phones &amp; Devices.',
    ]);
  });

  it('tells a cause that several lines have in common with the first of them', () => {
    const hunt = begin();
    for (const round of ['a', 'b']) for (const line of [2, 1]) refused(hunt, round, line, NO_RIGHT);
    refused(hunt, 'a', 3, ADDRESS);
    const said = told(hunt);
    expect(said.filter((line) => line.includes('does not let this line call'))).toEqual([
      '202 Line 2 could not call: The phone service does not let this line call the number.',
      expect.stringMatching(/^202 Line 2 is out: Refused twice in a row\. .* Check in the Admin Portal under Users/),
    ]);
    expect(said).toContain('201 Line 1 is out for the same reason.');
    expect(said.at(-1)).toMatch(/^203 Line 3 could not call: It has no valid emergency address/);
  });

  it('tells another cause of the second refusal with the line’s end alone', () => {
    const hunt = begin();
    refused(hunt, 'a', 1, ADDRESS);
    refused(hunt, 'b', 1, NO_RIGHT);
    expect(told(hunt).slice(1)).toEqual([
      expect.stringMatching(/^201 Line 1 is out: Refused twice in a row\. The phone service does not let/),
    ]);
  });

  it('tells once why calls could not be asked for, however often they are', () => {
    const hunt = begin();
    for (const name of ['a', 'b', 'c']) refused(hunt, name, 1, 'RingCentral pauses all requests.', 'not-sent');
    expect(told(hunt)).toEqual(['201 Line 1 could not call: RingCentral pauses all requests.']);
  });

  it('tells why a way was refused, with the remedy, where another one placed the call', () => {
    const hunt = begin();
    hunt.tell({ type: 'begin-call', callId: 'a', lineId: 'line-1' });
    hunt.tell({ type: 'way-refused', callId: 'a', way: 'softphone', reason: refusalWords('signed-in-elsewhere') });
    const ids = { sessionId: 's', partyId: 'p' };
    hunt.tell({ type: 'call-dialled', callId: 'a', ...ids, way: 'call-out-number', hears: false });
    expect(told(hunt)).toEqual([
      `201 Line 1 could not call through its softphone: ${refusalWords('signed-in-elsewhere')}`,
      '201 Line 1 called through call-out from its number; I can’t listen to this call.',
    ]);
  });
});
