import type { Button, KnownBlock } from '@slack/types';
import type { AuditAct, AuditEntry } from '../../hunter/office/audit.js';
import { HOUSE_ACTIONS } from '../answering/button-value.js';
import { button, section } from '../slack/block-parts.js';
import { cut, LIMITS, pack } from '../slack/limits.js';
import { mention, plainly, stamp } from '../slack/mrkdwn.js';
import { type AuditSpot, filterWords } from './audit-filter.js';

const PAGE = 15;
const LONGEST_LINE = 500;

const WORDS: Readonly<Record<AuditAct, string>> = {
  'start-hunt': 'started a hunt',
  'stop-hunt': 'stopped the hunt',
  claim: 'took the call',
  transfer: 'was handed the call',
  'drop-line': 'dropped a line',
  'press-key': 'had a key pressed',
  'choose-callback': 'answered the callback offer',
  teach: 'taught',
  'hunt-ended': 'ended the hunt',
  link: 'linked an extension',
  'sign-in': 'signed in',
  settings: 'changed the settings',
  pool: 'changed a pool',
  destination: 'changed the destinations',
  lines: 'changed the lines',
  pause: 'paused hunting',
  resume: 'resumed hunting',
  audit: 'read the audit log',
  other: 'did something else',
};

const OUTCOMES: Readonly<Record<AuditEntry['outcome'], string>> = {
  done: '',
  refused: ' *refused*',
  failed: ' *failed*',
};

/** One entry in one line: when, who, what, and the outcome. */
export function auditLine({ at, by, act, outcome, hunt, about, why }: AuditEntry): string {
  const what = about === undefined ? '' : `: ${plainly(about)}`;
  const because =
    why === undefined
      ? ''
      : ` (${plainly(why).replace(/\b(taken by )([UW][A-Z0-9]+)/, (_, words, who) => `${words}${mention(who)}`)})`;
  const of = hunt === undefined ? '' : ` \`${plainly(hunt)}\``;
  return cut(`${stamp(at)} ${mention(by)} ${WORDS[act]}${OUTCOMES[outcome]}${what}${because}${of}`, LONGEST_LINE);
}

/** A page of the result, newest first, with buttons to turn pages and to export everything. */
export function auditMessage(
  found: readonly AuditEntry[],
  spot: AuditSpot,
): { readonly text: string; readonly blocks: KnownBlock[] } {
  const from = Math.min(spot.from, Math.max(0, found.length - 1));
  const shown = found.slice(from, from + PAGE);
  const left = found.length - from - shown.length;
  const count = `${found.length} ${found.length === 1 ? 'entry' : 'entries'}`;
  const text = `Audit log: ${count} ${filterWords(spot, mention)}.`;
  if (found.length === 0) return { text, blocks: [section(text)] };
  const turn = (action: string, words: string, to: number): Button =>
    button({
      action,
      text: words,
      value: JSON.stringify({ ...spot, from: to }),
      label: `${words} audit entries`,
    });
  const buttons = [
    ...(left > 0 ? [turn(HOUSE_ACTIONS.auditPage, 'Older', from + PAGE)] : []),
    ...(from > 0 ? [turn(HOUSE_ACTIONS.auditNewer, 'Newer', Math.max(0, from - PAGE))] : []),
    button({
      action: HOUSE_ACTIONS.auditExport,
      text: 'Export CSV',
      value: JSON.stringify(spot),
      label: 'Export these entries as a CSV file',
    }),
  ];
  const lines = pack(shown.map(auditLine), LIMITS.sectionText).map((part) => section(part));
  const more = left > 0 ? [section(`… and ${left} more.`)] : [];
  return { text, blocks: [section(text), ...lines, ...more, { type: 'actions', elements: buttons }] };
}
