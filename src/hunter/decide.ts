import type { Command, StartHunt } from './commands.js';
import {
  beginCall,
  callAnswered,
  callDialled,
  callEnded,
  hearingLost,
  lineWaits,
  phraseSaid,
  wayRefused,
} from './decide-calls.js';
import { cancel, dropLine, passTime, settle } from './decide-hunt.js';
import { heard, keyPressed, pressForMe } from './decide-menu.js';
import { claim, handOverBegan, handOverEnded, vouch } from './decide-offers.js';
import { createDraft, type Draft } from './draft.js';
import type { HuntEvent } from './events.js';
import { isOver } from './query.js';
import type { HuntState } from './state.js';

/**
 * What follows from a command: the events to append, none when it has no effect. Pure, and the only place where
 * outcomes are decided. A command that makes no sense (ids nobody knows, a call long over) has no effect.
 */
export function decide(state: HuntState | undefined, command: Command): readonly HuntEvent[] {
  if (command.type === 'start') return state === undefined ? [start(command)] : [];
  if (state === undefined) return [];
  const draft = createDraft(state, command.at);
  if (isOver(state)) {
    // The one thing a hunt that is over still answers is a late click.
    if (command.type === 'claim') claim(draft, command);
    return draft.events;
  }
  apply(draft, command);
  // Time has passed with every command: what it alone decides is never left to a timer that may be late.
  passTime(draft);
  settle(draft);
  return draft.events;
}

function start({ at, ...request }: StartHunt & { readonly at: number }): HuntEvent {
  return { at, ...request, type: 'hunt-started' };
}

function apply(draft: Draft, command: Exclude<Command, { type: 'start' }>): void {
  switch (command.type) {
    case 'begin-call':
      beginCall(draft, command);
      break;
    case 'call-dialled':
      callDialled(draft, command);
      break;
    case 'way-refused':
      wayRefused(draft, command);
      break;
    case 'call-answered':
      callAnswered(draft, command.callId);
      break;
    case 'call-ended':
      callEnded(draft, command);
      break;
    case 'heard':
      heard(draft, command.callId, command.verdict);
      break;
    case 'key-pressed':
      keyPressed(draft, command);
      break;
    case 'press-for-me':
      pressForMe(draft, command);
      break;
    case 'phrase-said':
      phraseSaid(draft, command);
      break;
    case 'hearing-lost':
      hearingLost(draft, command.callId);
      break;
    case 'line-waits':
      lineWaits(draft, command);
      break;
    case 'claim':
      claim(draft, command);
      break;
    case 'vouch':
      vouch(draft, command);
      break;
    case 'hand-over-began':
      handOverBegan(draft, command.claimId);
      break;
    case 'hand-over-ended':
      handOverEnded(draft, command.claimId, command.result);
      break;
    case 'drop-line':
      dropLine(draft, command);
      break;
    case 'not-a-person':
    case 'name-recording':
    case 'talking':
    case 'choose-callback':
    case 'callback-entry-began':
    case 'callback-entry-ended':
    case 'listen-again':
    case 'press-key':
    case 'name-sound':
    case 'end-lesson':
    case 'teaching-done':
    case 'relabelled':
    case 'taught-key-pressed':
    case 'listen-in-began':
    case 'listen-in-ended':
    case 'listener-key':
    case 'listener-left':
      break;
    case 'cancel':
      cancel(draft, command.by);
      break;
    case 'tick':
      break;
  }
}
