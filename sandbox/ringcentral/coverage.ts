import type { Beliefs } from './beliefs.js';
import { REST_COVERAGE } from './rest/coverage.js';

/** One thing that the practice RingCentral does, and why it is believed that the real one does it. */
export interface CoverageRow {
  readonly behavior: string;
  /** The fact it rests on: a short source, or why there is none. */
  readonly rests_on: string;
  /**
   * `high`: a live run, a real trace or the vendor's own statement, recent or repeated; `medium`: one observer, old, or another transport;
   * `low`: hearsay; `inferred`: nobody has seen it, but it follows from the rest.
   */
  readonly sure: 'high' | 'medium' | 'low' | 'inferred';
  /** The belief that turns it off. */
  readonly variant?: keyof Beliefs;
}

const NIGHTLY = "nightly tests of RingCentral's TLS softphone library, 2026-09";
const WEB = "live tests of RingCentral's browser phone library, 2026-09";
const TRACE = 'trace of an incoming call over TLS, 2025-01';
const RFC = 'the standard';

export const COVERAGE: readonly CoverageRow[] = [
  ...REST_COVERAGE,
  {
    behavior:
      'A wrong or unreachable number and a device without a valid emergency address: 100, 183 with SDP and ids, then 486',
    rests_on: `${WEB}; the TLS library's own notes name the three causes`,
    sure: 'high',
    variant: 'refusedDial',
  },
  {
    behavior: 'The session of a refused call has only the caller, who ends Disconnected',
    rests_on: 'nobody has published the session of such a call',
    sure: 'inferred',
  },
  {
    behavior: 'A real busy number shows the called party, which ends as TargetBusy',
    rests_on: 'the published list of party reasons',
    sure: 'medium',
  },
  {
    behavior:
      "Inside the account the caller gets 183 and 200 before the callee's phone rings, and the callee appears afterwards",
    rests_on: NIGHTLY,
    sure: 'high',
    variant: 'answeredInside',
  },
  {
    behavior: "A colleague's decline ends only their own party: no 603 and no BYE for the caller",
    rests_on: `${NIGHTLY}; the browser library's documentation says what the caller hears`,
    sure: 'high',
    variant: 'declinedInside',
  },
  {
    behavior: 'A busy colleague looks like one who declines',
    rests_on: 'only the decline was tested live',
    sure: 'inferred',
  },
  {
    behavior: 'When a colleague does not pick up, the callee becomes VoiceMail',
    rests_on: "the vendor's page on session notifications, 2025-04",
    sure: 'high',
  },
  {
    behavior: 'An outside caller who is transferred to a busy colleague hears a busy tone, and the call ends',
    rests_on: 'nobody has published it',
    sure: 'inferred',
  },
  {
    behavior: 'Requests within a dialog are not challenged; a re-INVITE over the registered connection repairs a call',
    rests_on: `${NIGHTLY}: the library could not answer a challenge there`,
    sure: 'high',
    variant: 'challengesInDialog',
  },
  {
    behavior: 'After a lost connection, an UPDATE without a body or a BYE over the new connection is answered with 481',
    rests_on: NIGHTLY,
    sure: 'high',
  },
  {
    behavior: 'sip-info lists four regional proxies, Europe first',
    rests_on: "the sample in the TLS library's notes, 2025-04 to 2025-10",
    sure: 'high',
    variant: 'proxies',
  },
  {
    behavior: "A proxy may accept connections and never answer the handshake (a scenario's fault)",
    rests_on: 'no public code moves from one proxy to another',
    sure: 'inferred',
  },
  {
    behavior:
      'An INVITE to a device offers six codecs and two cipher suites, sets a session of four hours that the server refreshes, and carries no ids',
    rests_on: TRACE,
    sure: 'high',
    variant: 'inboundInvite',
  },
  {
    behavior: "It shows a colleague's name and short number, and is sent to our number at our own address",
    rests_on: TRACE,
    sure: 'high',
    variant: 'inboundInvite',
  },
  {
    behavior: 'Only the first leg of a call-out asks to be answered automatically',
    rests_on: 'issues of the TLS library and of the browser library, 2025',
    sure: 'high',
  },
  {
    behavior: 'A call through a queue comes without an offer; our 200 makes the offer, and the ACK carries the answer',
    rests_on: 'issues of the TLS library, 2026-01 to 2026-08',
    sure: 'high',
  },
  {
    behavior: 'Soon after a hand-over its softphones are sent an UPDATE, and no answer ends the call',
    rests_on: 'two changes to the browser library, 2021 and 2026-04; its maintainer could not reproduce the later one',
    sure: 'medium',
    variant: 'updatesAfterHandOver',
  },
  {
    behavior: 'A refresh (UPDATE) without an answer ends the call with a BYE',
    rests_on: 'changes to the browser library, 2021; the interval over TLS is unknown',
    sure: 'medium',
  },
  {
    behavior: 'REFER with Replaces joins two calls: 202, NOTIFY, BYE on the consult, NOTIFY, BYE on the other leg',
    rests_on: `${WEB}; nobody has tried it over TLS`,
    sure: 'medium',
    variant: 'replaces',
  },
  {
    behavior: 'A Replaces that names no dialog is accepted (202), and a NOTIFY then says 481',
    rests_on: 'nobody has published it',
    sure: 'inferred',
  },
  {
    behavior: 'A consult call that nobody has picked up cannot be joined: 480 in a NOTIFY',
    rests_on: 'nobody has published it',
    sure: 'inferred',
  },
  {
    behavior:
      "A blind REFER: 202, NOTIFY, a pause, NOTIFY, BYE; a 202 may be followed by nothing at all (a scenario's fault)",
    rests_on: WEB,
    sure: 'high',
  },
  {
    behavior: 'A person may have five calls at a time across all devices',
    rests_on: 'issues of the TLS library, 2026-01 and 2026-08',
    sure: 'medium',
    variant: 'mostCalls',
  },
  {
    behavior: 'One more call is refused with 486 at once',
    rests_on: 'the limit is known, but not the answer to a call beyond it',
    sure: 'inferred',
    variant: 'mostCalls',
  },
  {
    behavior: 'REGISTER is 100, 401, 100, 200, and an INVITE 100, 407, 100; MD5 without qop',
    rests_on: NIGHTLY,
    sure: 'high',
  },
  {
    behavior: 'The newest registration of a device gets its calls, and every refresh makes its sender the newest',
    rests_on: NIGHTLY,
    sure: 'high',
  },
  {
    behavior: 'When the newest registration goes away, an older one does not get the calls back',
    rests_on: 'nobody has published it',
    sure: 'inferred',
  },
  {
    behavior: 'A registration is granted for 60 seconds',
    rests_on: 'seen with the browser library; nobody has written it down for TLS',
    sure: 'medium',
  },
  {
    behavior: 'The 183 carries the ids of session and party',
    rests_on: NIGHTLY,
    sure: 'high',
  },
  {
    behavior: 'PCMU over SRTP; keys are telephone events (payload 101) in both directions, each reported once',
    rests_on: `${NIGHTLY}; nobody has published it for the public network`,
    sure: 'high',
  },
  {
    behavior: 'Media is sent to the address from which the client sends',
    rests_on: 'maintainers of the browser library: all media runs through the service',
    sure: 'high',
  },
  {
    behavior: 'A client that stops sending audio altogether is given up after 40 seconds',
    rests_on: 'five minutes by hearsay, withdrawn in 2025; shorter here so that a play sees it',
    sure: 'low',
  },
  {
    behavior: 'OPTIONS is answered with 200, a CSeq that is behind with 500, an unknown dialog with 481',
    rests_on: RFC,
    sure: 'inferred',
  },
];

const ROW_HEAD = ['| Behavior | Rests on | Sure | Variant |', '| --- | --- | --- | --- |'];

/** The rows as the Markdown table of `docs/practice-ringcentral.md`. */
export function coverageTable(): string {
  const rows = COVERAGE.map(({ behavior, rests_on, sure, variant }) => {
    return `| ${behavior} | ${rests_on} | ${sure} | ${variant === undefined ? '' : `\`${variant}\``} |`;
  });
  return [...ROW_HEAD, ...rows].join('\n');
}
