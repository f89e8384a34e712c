import type { PhoneFact } from './ports.js';

/** What the phone tells of a call, as a command to its hunt. A key on the listener's own phone is the wish of who asked for the hunt. */
export function commandOf(fact: PhoneFact, requester: string) {
  switch (fact.type) {
    case 'answered':
      return { type: 'call-answered', callId: fact.callId } as const;
    case 'ended':
      return { ...fact, type: 'call-ended' } as const;
    case 'listener-key':
      return { type: 'press-key', callId: fact.callId, key: fact.key, by: requester } as const;
    default:
      return fact;
  }
}
