import { isClosing } from '../../src/hunter/rules/query.js';
import type { Observation } from '../observed.js';
import type { View } from '../view.js';
import type { Invariant } from './invariant.js';

const FIRST_VOICE_MS = 1_000;
const SILENCE_MS = 8_000;
const HOLDING: readonly string[] = ['dialling', 'ringing', 'menu', 'waiting', 'on-hold'];
const WITH_AGENT: readonly string[] = ['offered', 'handing-over'];

/** Whether the process with the softphone on the call can speak for the hunt: it is alive, awake, and owns the hunt. */
function canSpeak(view: View, callId: string): boolean {
  const session = view.session(callId);
  const hunt = view.huntOfCall(callId);
  if (session === undefined || hunt === undefined || session.isOver || !session.hasLeg || session.taker !== undefined)
    return false;
  const { holder } = session;
  return holder.isAlive && !holder.isPaused && view.ownerOf(hunt.huntId) === holder.name;
}

/** After trouble: the pause after a failed step, and the next beat, which makes sure the hunt is still ours. */
const RECOVERS_MS = 4_500;

/** Silence counts from its beginning, or from when the process that should speak recovered from its last trouble. */
function silenceFrom(view: View, callId: string, since: number): number {
  const troubledAt = view.troubledAt(view.session(callId)?.holder.name ?? '');
  return Math.max(since, troubledAt + RECOVERS_MS);
}

function followVoices(speaking: Set<string>, observation: Observation): void {
  if (observation.what === 'voice-began') speaking.add(observation.callId);
  if (observation.what === 'voice-ended' || observation.what === 'line-lost') speaking.delete(observation.callId);
}

const PROMISED =
  'Promised while the process with the softphone owns the hunt, runs, and reaches the store: after a crash nobody can speak on the ' +
  'call until the next owner has taken it up, and on one that it could not take up nobody can.';

export const firstVoice: Invariant = {
  name: 'an agent hears a voice within 1 s',
  says: `One second after the ear has told of a person, the bot speaks on the call. ${PROMISED}`,
  watch(view, broken) {
    const waiting = new Map<string, number>();
    const speaking = new Set<string>();
    return {
      see(observation) {
        const { at } = observation;
        followVoices(speaking, observation);
        for (const [callId, since] of waiting) {
          const phase = view.recorded(callId)?.phase ?? 'ended';
          const hunt = view.huntOfCall(callId);
          const owed = HOLDING.includes(phase) || WITH_AGENT.includes(phase);
          if (!owed || hunt === undefined || isClosing(hunt) || !canSpeak(view, callId)) waiting.delete(callId);
          else if (at - silenceFrom(view, callId, since) > FIRST_VOICE_MS)
            broken(`nobody has spoken on ${callId} ${at - since} ms after a person was heard there`);
        }
        if (observation.what === 'voice-began') waiting.delete(observation.callId);
        if (observation.what !== 'person-told') return;
        const { callId, isPerson, process } = observation;
        // A process that slept learns late that another process has the call.
        if (view.session(callId)?.holder.name !== process) return;
        const call = view.recorded(callId);
        if (!isPerson) waiting.delete(callId);
        else if (call?.hears && !speaking.has(callId) && HOLDING.includes(call.phase) && canSpeak(view, callId))
          waiting.set(callId, at);
      },
    };
  },
};

export const neverSilent: Invariant = {
  name: 'never 8 s of silence',
  says: `While an agent waits to be taken, the bot is never silent for eight seconds. ${PROMISED}`,
  watch(view, broken) {
    const quiet = new Map<string, number>();
    const speaking = new Set<string>();
    return {
      see(observation) {
        const { at } = observation;
        followVoices(speaking, observation);
        for (const [callId, since] of quiet) {
          const call = view.recorded(callId);
          const owed = call?.hears === true && WITH_AGENT.includes(call.phase);
          if (!owed || !canSpeak(view, callId)) quiet.delete(callId);
          else if (at - silenceFrom(view, callId, since) > SILENCE_MS)
            broken(`an agent on ${callId} has heard nothing for ${at - since} ms`);
        }
        if (observation.what === 'voice-began') quiet.delete(observation.callId);
        if (observation.what === 'voice-ended') quiet.set(observation.callId, at);
        if (observation.what !== 'recorded') return;
        for (const event of observation.events)
          if ((event.type === 'offer-made' || event.type === 'call-resumed') && !speaking.has(event.callId))
            quiet.set(event.callId, at);
      },
    };
  },
};
