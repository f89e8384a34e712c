import type { HuntEvent } from '../src/hunter/rules/events.js';
import type { Observation } from './observed.js';
import type { RunResult } from './run.js';
import { STARTS_AT } from './world.js';

/** The story of a run: everything worth telling, in seconds from its start. */
export function tellStory({ seed, observations, breach, lastedMs }: RunResult): string {
  const lines = observations.flatMap((observation) => {
    const words = wordsOf(observation);
    return words === undefined ? [] : [`${seconds(observation.at - STARTS_AT)}  ${words}`];
  });
  const end =
    breach === undefined
      ? `${seconds(lastedMs)}  Every invariant held.`
      : `${seconds(lastedMs)}  Broken: ${breach.invariant}. ${breach.how}.`;
  return [`Run of seed ${seed}.`, ...lines, end].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).padStart(9)} s`;
}

function wordsOf(seen: Observation): string | undefined {
  switch (seen.what) {
    case 'process-started':
      return `${seen.process} starts.`;
    case 'process-crashed':
      return `${seen.process} crashes.`;
    case 'process-stopped':
      return `${seen.process} has stopped in good order.`;
    case 'process-paused':
      return `${seen.process} stands still.`;
    case 'process-resumed':
      return `${seen.process} goes on as if nothing had been.`;
    case 'clock-jumped':
      return `${seen.process}: its clock jumps by ${seen.ms} ms.`;
    case 'store-down':
      return 'The store goes down.';
    case 'store-back':
      return 'The store is back.';
    case 'leases-lost':
      return 'The store restarts and has lost its leases.';
    case 'store-failed':
      return `${seen.process}: ${seen.lost ? 'done, but the answer was lost' : 'failed'}: ${seen.request} in the store.`;
    case 'logged':
      return `${seen.process} logs: ${seen.words}.`;
    case 'recorded':
      return `${seen.process} records for ${seen.huntId}: ${seen.events.map(eventWords).join('; ')}.`;
    case 'refused':
      return `${seen.process} refuses ${seen.refusal.by} in ${seen.huntId}: ${seen.refusal.type}.`;
    case 'dial-asked':
      return `${seen.process} dials ${seen.lineId} for ${seen.callId}.`;
    case 'call-placed':
      return `The network places ${seen.callId} from ${seen.lineId}.`;
    case 'call-gone':
      return `${seen.callId} is gone: ${seen.why}`;
    case 'line-lost':
      return `${seen.callId} goes on without our softphone.`;
    case 'line-back':
      return `${seen.process} is in ${seen.callId} again.`;
    case 'person-told':
      return `The ear tells ${seen.process} of ${seen.isPerson ? 'a person' : 'music'} on ${seen.callId}.`;
    case 'agent-came':
      return `An agent comes to ${seen.callId}.`;
    case 'agent-left':
      return `The agent leaves ${seen.callId}.`;
    case 'voice-began':
      return `The bot says ${seen.phrase} on ${seen.callId}.`;
    case 'voice-ended':
      return undefined;
    case 'key':
      return `${seen.key} is pressed on ${seen.callId}; the line waits for ${seen.awaited ?? 'no key'}.`;
    case 'hand-over-asked':
      return `${seen.process} hands ${seen.callId} over to ${seen.target.name}.`;
    case 'hand-over-done':
      return `${seen.process}: the hand-over of ${seen.callId} is over: ${seen.outcome}.`;
    case 'connected':
      return `${seen.taker} and the agent on ${seen.callId} are connected (${seen.way}).`;
    case 'agent-sent-on':
      return `The agent on ${seen.callId} is sent on to ${seen.taker} (${seen.way}).`;
    case 'taker-rings':
      return `The phone of ${seen.taker} rings for ${seen.callId} (${seen.kind}, ${seen.ring}).`;
    case 'taker-picked-up':
      return `${seen.taker} picks up (${seen.ring}).`;
    case 'taker-hears':
      return `Who picked up hears ${seen.phrase} (${seen.ring}).`;
    case 'taker-heard':
      return undefined;
    case 'taker-let-go':
      return `The call to ${seen.taker} (${seen.ring}) is ended by ${seen.process ?? seen.by}; it was ${seen.was}.`;
    case 'talk-cut':
      return `${seen.process} ends the talk of ${seen.taker} and the agent on ${seen.callId}.`;
    case 'request':
      return seen.inPenalty ? `${seen.process} sends a ${seen.group} request in a pause.` : undefined;
    case 'clicked':
      return `${seen.who} clicks ${seen.button}${seen.late ? ' too late' : ''}; it reaches ${seen.process}.`;
    case 'posted':
      return `${seen.process} posts message ${seen.ts}: ${firstLine(seen.text)}`;
    case 'edited':
      return `${seen.process} edits message ${seen.ts}: ${firstLine(seen.text)}`;
    case 'slack-failed':
      return `${seen.process}: a request to Slack fails: ${seen.how}.`;
    case 'answered':
      return `${seen.who} is told: ${seen.words}.`;
    case 'owned':
    case 'disowned':
      return undefined;
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 140) ?? '';
}

/** An event and its subject, in one phrase. */
function eventWords(event: HuntEvent): string {
  const about: string[] = [];
  if ('callId' in event) about.push(event.callId);
  else if ('offerId' in event) about.push(`offer ${event.offerId}`);
  else if ('claimId' in event) about.push(event.claimId);
  else if ('lineId' in event) about.push(event.lineId);
  if (event.type === 'call-heard') about.push(event.verdict.heard);
  if (event.type === 'call-ended') about.push(event.end);
  if (event.type === 'offer-ended') about.push(event.end);
  if (event.type === 'phrase-said') about.push(event.phrase);
  if ('by' in event && event.by !== undefined) about.push(`by ${event.by}`);
  if (event.type === 'hunt-closing' || event.type === 'hunt-ended') about.push(event.outcome);
  return [event.type, ...about].join(' ');
}
