import type { PhoneFact } from '../ports/phone.js';

/** What the phone tells of a call, as a report to its hunt. */
export function commandOf(fact: PhoneFact) {
  switch (fact.type) {
    case 'answered':
      return { type: 'call-answered', callId: fact.callId } as const;
    case 'ended':
      return { ...fact, type: 'call-ended' } as const;
    default:
      return fact;
  }
}
