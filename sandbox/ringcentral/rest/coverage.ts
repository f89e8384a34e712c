import type { CoverageRow } from '../coverage.js';

const BLOG = "the vendor's developer blog, 2020-07, never withdrawn";
const NOTIFICATIONS = "the vendor's page on session notifications, 2025-04";
const CALL_CONTROL = "test data of the vendor's call-control library, 2019";
const NOBODY = 'nobody has published it';

/** Rights over calls, parties, devices and forwarding. What each route covers stands in `routes.ts`. */
export const REST_COVERAGE: readonly CoverageRow[] = [
  {
    behavior:
      "An administrator's sign-in controls only calls that have a party of its own extension; otherwise 403 TAS-106. The owner's own sign-in may",
    rests_on: `${BLOG}; the code was seen at another call-control request, 2026-04`,
    sure: 'medium',
    variant: 'adminControls',
  },
  {
    behavior: "An administrator's sign-in reads the calls of other extensions",
    rests_on: 'the blog mentions only controlling',
    sure: 'inferred',
  },
  {
    behavior: 'A bridge needs the right to both calls',
    rests_on: 'the rule above; no public trace shows a bridge over two owners',
    sure: 'inferred',
    variant: 'adminControls',
  },
  {
    behavior: "The right may be granted between two requests (a scenario's fault)",
    rests_on: 'roles can be changed at any time',
    sure: 'inferred',
    variant: 'adminControls',
  },
  {
    behavior: "An administrator calls out from another extension's device",
    rests_on: `${NOBODY}; the blog speaks of active calls, and before a call-out there is none`,
    sure: 'low',
  },
  {
    behavior: 'A user whose party has left a call may still control it',
    rests_on: NOBODY,
    sure: 'low',
  },
  {
    behavior:
      'PATCH of a party accepts `muted` at the top or within `party`, and shows it; the audio is not muted here',
    rests_on: "the vendor's call-control library sends the first form; the specification has the second",
    sure: 'medium',
  },
  {
    behavior: 'DELETE of a party that is not supervised, parked or in a conference is 409',
    rests_on: "the vendor's API reference",
    sure: 'high',
  },
  {
    behavior:
      'A device carries `emergency` with the state of its address and of its sync, and the location; its phone lines have an emergency part of their own',
    rests_on: "definitions of the vendor's typed client, 2026-07, and its specification",
    sure: 'high',
  },
  {
    behavior: 'An older device carries only `emergencyServiceAddress`; how it looks when it is not valid is made up',
    rests_on: CALL_CONTROL,
    sure: 'medium',
  },
  {
    behavior:
      "An existing phone is Online while a softphone is registered as it; people's desk phones are always Online",
    rests_on: 'live tests that supervise a registered softphone, which has to be Online for that',
    sure: 'inferred',
  },
  {
    behavior: 'Forwarded with “Prompt me before connecting”: the callee stays Proceeding until 1 is pressed',
    rests_on: NOTIFICATIONS,
    sure: 'high',
  },
  {
    behavior: "Forwarded without it: any pick-up on the cell phone is Answered, even the carrier's mailbox",
    rests_on: `${NOTIFICATIONS}: Answered means that something took the call with audio`,
    sure: 'inferred',
  },
  {
    behavior: 'Hanging up at the prompt looks like a decline',
    rests_on: "a partner's help page says only that the caller goes to a mailbox",
    sure: 'low',
  },
  {
    behavior: 'A call moves to another phone: the party ends with CallSwitch or Pickup, and a new one continues',
    rests_on: "the vendor's call library and its tests; a community thread, 2023-12",
    sure: 'medium',
  },
  {
    behavior: 'After a bridge both parties of the line are Gone, with AttendedTransfer and the ids of their peer',
    rests_on: CALL_CONTROL,
    sure: 'medium',
  },
];
