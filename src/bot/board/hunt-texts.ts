import { callOf, isAlive } from '../../hunter/rules/query.js';
import type { CallState, HuntState, LineState, OfferState } from '../../hunter/rules/state.js';
import type { CallEnd, Line, LineWait, Pause } from '../../hunter/terms.js';
import { ago, clock, mention, plainly } from '../slack/mrkdwn.js';

export function lineOf(state: HuntState, lineId: string): Line | undefined {
  return state.lines.find(({ id }) => id === lineId);
}

export function offerOf(state: HuntState, offerId: string): OfferState | undefined {
  return state.offers.find(({ id }) => id === offerId);
}

/** “201 Front desk”, escaped. */
export function lineName(line: Line | undefined): string {
  return line === undefined ? 'a line' : plainly(`${line.extensionNumber} ${line.name}`.trim());
}

export function lineNameOfCall(state: HuntState, callId: string): string {
  const call = callOf(state, callId);
  return lineName(call === undefined ? undefined : lineOf(state, call.lineId));
}

/** The claim that counts: the newest one. */
export function currentClaim(offer: OfferState) {
  return offer.claims.at(-1);
}

function takerOf(state: HuntState, call: CallState): string {
  const offer = state.offers.findLast(({ callId }) => callId === call.id);
  const claim = offer === undefined ? undefined : currentClaim(offer);
  return claim === undefined ? 'the taker' : mention(claim.by);
}

const ENDS: Readonly<Record<CallEnd, string>> = {
  'far-end': 'the other side hung up',
  busy: 'busy',
  'no-answer': 'no answer',
  refused: 'the phone system refused the call',
  'not-sent': 'RingCentral is not accepting requests right now',
  'line-lost': 'the line was lost',
  us: 'the bot hung up',
};

export function endWords(end: CallEnd): string {
  return ENDS[end];
}

/** The menu needs a key from a person, and nobody has asked for one yet. */
export function waitsForKey(state: HuntState, call: CallState): boolean {
  return (
    isAlive(call) &&
    (call.promptMissed || call.keyWanted) &&
    call.pressAskedBy === undefined &&
    call.menuStep < state.destination.menu.length
  );
}

/** The bot can't listen to this call, so only a person can tell when an agent answers. */
export function waitsForEars(call: CallState): boolean {
  return !call.hears && call.answeredAt !== undefined && ['menu', 'waiting', 'on-hold'].includes(call.phase);
}

function menuWords(state: HuntState, call: CallState): string {
  const steps = state.destination.menu.length;
  const step = state.destination.menu[call.menuStep];
  if (step === undefined) return 'in the phone menu';
  const where = `in the phone menu, step ${call.menuStep + 1} of ${steps} (${plainly(step.label)})`;
  if (waitsForKey(state, call) && call.keyWanted) return `${where}; key not accepted, please choose one`;
  if (waitsForKey(state, call)) return `${where}; prompt not heard, please check`;
  return where;
}

/** What a call is doing, without how long. */
function phaseWords(state: HuntState, call: CallState): string {
  const deaf = waitsForEars(call) ? '; I can’t listen to this call' : '';
  switch (call.phase) {
    case 'dialling':
      return 'dialing';
    case 'ringing':
      return 'ringing';
    case 'menu':
      return `${menuWords(state, call)}${deaf}`;
    case 'waiting':
      return `connected, waiting${deaf}`;
    case 'on-hold':
      return `on hold${deaf}`;
    case 'offered':
      return '*an agent is on the line*';
    case 'handing-over':
      return `ringing ${takerOf(state, call)}’s phone; the agent is waiting`;
    case 'handed-over':
      return `${takerOf(state, call)} is talking with the agent`;
    case 'dropping':
      return 'hanging up';
    case 'ended':
      return call.end === undefined ? 'ended' : ENDS[call.end];
  }
}

const WAITS: Readonly<Record<LineWait, string>> = {
  closed: 'waiting for the destination to open',
  'in-use': 'waiting for another hunt’s call on this line to end',
  'too-many-calls': 'waiting for a free call slot',
  paused: 'waiting for hunting to resume',
};

/** “Hunting is paused by @Dana: fire drill.” */
export function pauseWords({ by, why }: Pause): string {
  return `Hunting is paused by ${mention(by)}${why === undefined ? '' : `: ${plainly(why)}`}.`;
}

/** The pause that keeps a due line from dialing, if any. */
export function pausedBy(state: HuntState): Pause | undefined {
  return state.outcome === undefined && state.lineStates.some(({ waits }) => waits === 'paused')
    ? state.hold
    : undefined;
}

export function waitWords(wait: LineWait): string {
  return WAITS[wait];
}

/** The group a line is counted in when there are too many lines to show each. */
export function groupOf(state: HuntState, line: LineState): string {
  const call = line.callId === undefined ? undefined : callOf(state, line.callId);
  if (line.retired !== undefined && (call === undefined || call.phase === 'ended')) return 'out';
  if (call === undefined || call.phase === 'ended') {
    if (line.waits !== undefined) return WAITS[line.waits];
    return line.dials === 0 ? 'not dialed yet' : 'waiting to dial again';
  }
  return call.phase === 'menu' ? 'in the phone menu' : phaseWords(state, { ...call, hears: true });
}

/** What a line is doing and when that started. Slack keeps the “… ago” current. */
export function lineWords(state: HuntState, line: LineState): string {
  const call = line.callId === undefined ? undefined : callOf(state, line.callId);
  if (call !== undefined && call.phase !== 'ended') return `${phaseWords(state, call)} · started ${ago(call.since)}`;
  const last = call ?? state.calls.findLast(({ lineId }) => lineId === line.lineId);
  const before = last?.end === undefined ? '' : `${ENDS[last.end]}; `;
  if (line.retired !== undefined) {
    const by = line.retired.by === undefined ? '' : ` by ${mention(line.retired.by)}`;
    return `out${by}: ${plainly(line.retired.reason)}`;
  }
  // The line is free again; its call now belongs to the person and the agent.
  if (last?.phase === 'handed-over' && line.dialAt === undefined)
    return `${phaseWords(state, last)} · started ${ago(last.since)}`;
  if (state.outcome !== undefined) return last?.end === undefined ? 'not dialed' : ENDS[last.end];
  if (line.waits !== undefined) return `${before}${WAITS[line.waits]}`;
  if (line.dialAt === undefined) return `${before}next in line`;
  return `${before}${line.dials === 0 ? 'dials' : 'dials again'} at ${clock(line.dialAt)}`;
}
