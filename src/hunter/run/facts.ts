import type { PhoneFact } from '../ports/phone.js';

/** Turns a fact from the phone into a report to the call's hunt. */
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
