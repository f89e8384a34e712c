import { describe, expect, it } from 'vitest';
import { header, parseHead, type SipRequest } from '../../../../../src/phone/softphone/sip/message/message.js';
import { screened } from '../../../../../src/phone/softphone/sip/message/screening.js';

const sound = [
  'INVITE sip:line@x SIP/2.0',
  'Via: SIP/2.0/TLS x;branch=z9hG4bK1',
  'From: <sip:far@x>;tag=1',
  'To: <sip:line@x>',
  'Call-ID: a',
  'CSeq: 1 INVITE',
];

function verdictOn(lines: readonly string[]) {
  return screened(parseHead(lines.join('\r\n')) as SipRequest);
}

const statusOf = (lines: readonly string[]) => {
  const verdict = verdictOn(lines);
  return typeof verdict === 'string' ? verdict : verdict.status;
};

describe('requests', () => {
  it('are taken when they are whole', () => {
    expect(statusOf(sound)).toBe('sound');
    expect(statusOf([...sound, 'Require: timer'])).toBe('sound');
  });

  it.each(['From', 'To', 'Call-ID', 'CSeq'])('are refused without %s', (name) => {
    expect(statusOf(sound.filter((line) => !line.startsWith(`${name}:`)))).toBe(400);
  });

  it('get no reply when there is no way back', () => {
    expect(statusOf(sound.filter((line) => !line.startsWith('Via:')))).toBe('ignored');
  });

  it.each(['CSeq: 1 BYE', 'CSeq: x INVITE', 'CSeq: 4294967296 INVITE'])('are refused with %s', (cseq) => {
    expect(statusOf(sound.map((line) => (line.startsWith('CSeq') ? cseq : line)))).toBe(400);
  });

  it('are refused when they insist on what a line does not do, by its name', () => {
    const verdict = verdictOn([...sound, 'Require: timer, precondition', 'Require: x-unheard-of']);
    expect(verdict).toMatchObject({ status: 420 });
    if (typeof verdict !== 'string') expect(header(verdict, 'Unsupported')).toBe('precondition, x-unheard-of');
  });

  it('are not refused for it where the standard says so', () => {
    const cancel = sound.map((line) => line.replace('INVITE', 'CANCEL'));
    expect(statusOf([...cancel, 'Require: precondition'])).toBe('sound');
  });
});
