import type { Refusal, TooLate } from '../rules/decision.js';
import type { HuntEvent } from '../rules/events.js';
import { callOf, findClaim } from '../rules/query.js';
import type { HuntState } from '../rules/state.js';
import { THE_BOT } from '../terms.js';
import type { AuditAct, AuditEntry } from './audit.js';

type Told = Pick<AuditEntry, 'by' | 'act' | 'outcome'> & Pick<Partial<AuditEntry>, 'about' | 'why'>;

/**
 * The audit entry for a hunt's event; undefined for steps the bot takes on its own. `state` is the state after the
 * event. Where people are rung or called back is left out.
 */
export function auditOf(event: HuntEvent, state: HuntState): AuditEntry | undefined {
  const told = tell(event, state);
  return told && { at: event.at, hunt: state.huntId, ...told };
}

/** What the audit keeps of a request that the hunt has refused. Who calls a taken agent a recording has changed nothing, and is left out. */
export function auditOfRefusal(refusal: Refusal, state: HuntState): AuditEntry | undefined {
  const { by, at } = refusal;
  const refused = { by, at, hunt: state.huntId, outcome: 'refused' } as const;
  switch (refusal.type) {
    case 'claim-refused':
      return { ...refused, act: 'claim', why: lateWords(refusal), about: lineOfOffer(state, refusal.offerId) };
    case 'callback-choice-refused':
      return { ...refused, act: 'choose-callback', why: refusal.why, about: lineOfCall(state, refusal.callId) };
    case 'disown-refused':
      return undefined;
  }
}

function tell(event: HuntEvent, state: HuntState): Told | undefined {
  const done = (by: string, act: AuditAct, about?: string): Told => ({ by, act, outcome: 'done', ...aboutOf(about) });
  switch (event.type) {
    case 'hunt-started': {
      const lines = event.lines.map(({ extensionNumber }) => extensionNumber).join(', ');
      const about = `${event.destination.name}, lines ${lines}`;
      return done(event.requester, event.lesson === true ? 'teach' : 'start-hunt', about);
    }
    case 'offer-claimed':
      return done(event.by, 'claim', lineOfOffer(state, event.offerId));
    case 'connected':
      return done(claimant(state, event.claimId), 'transfer', `${lineOfOffer(state, event.offerId)}, by ${event.way}`);
    case 'hand-over-failed': {
      const offer = findClaim(state, event.claimId)?.offer;
      const why = `${event.result.outcome}: ${event.result.reason}`;
      const by = claimant(state, event.claimId);
      return { by, act: 'transfer', outcome: 'failed', why, ...aboutOf(offer && lineOfOffer(state, offer.id)) };
    }
    case 'hunt-cancelled':
      return done(event.by, 'stop-hunt', state.destination.name);
    case 'line-dropped':
      return done(event.by, 'drop-line', lineWords(state, event.lineId));
    case 'press-asked':
      return done(event.by, 'press-key', `${keyWords(event.key)}, ${lineOfCall(state, event.callId)}`);
    case 'callback-chosen':
      return done(event.by, 'choose-callback', `${event.choice}, ${lineOfCall(state, event.callId)}`);
    case 'offer-ended':
      if (event.end !== 'not-a-person' || event.by === undefined) return undefined;
      return done(event.by, 'teach', `not a person, ${lineOfOffer(state, event.offerId)}`);
    case 'recording-named':
      return done(event.by, 'teach', `the recording is ${event.kind}`);
    case 'agent-missed':
      return done(event.by, 'teach', `missed an agent, ${lineOfCall(state, event.callId)}`);
    case 'key-asked':
      return done(event.by, 'teach', `key ${event.key}`);
    case 'sound-named':
      return done(event.by, 'teach', `the sound is ${event.kind}`);
    case 'lesson-ended':
      return done(event.by, 'teach', `the lesson is over, ${state.destination.name}`);
    case 'hunt-ended':
      return done(THE_BOT, 'hunt-ended', `${event.outcome}, ${event.agentsReached} reached`);
    default:
      return undefined;
  }
}

const aboutOf = (about: string | undefined): { readonly about?: string } => (about === undefined ? {} : { about });

function lateWords({ takenBy, offerEnd }: TooLate): string {
  return takenBy === undefined ? `too late: ${offerEnd ?? 'the offer is over'}` : `too late: taken by ${takenBy}`;
}

function claimant(state: HuntState, claimId: string): string {
  return findClaim(state, claimId)?.claim.by ?? THE_BOT;
}

function keyWords(key: string | undefined): string {
  return key === undefined ? 'the key of the step' : `key ${key}`;
}

function lineWords(state: HuntState, lineId: string | undefined): string {
  const line = state.lines.find(({ id }) => id === lineId);
  return line === undefined ? 'a line' : `line ${line.extensionNumber}`;
}

function lineOfCall(state: HuntState, callId: string | undefined): string {
  return lineWords(state, callId === undefined ? undefined : callOf(state, callId)?.lineId);
}

function lineOfOffer(state: HuntState, offerId: string): string {
  return lineOfCall(state, state.offers.find(({ id }) => id === offerId)?.callId);
}
