import { bounded } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { CodeRequest, SpokenOutcome } from '../../hunter/ports/phone.js';
import { isOver, type Session, type SessionsOf } from '../account/sessions.js';
import { sentenceOf } from '../api/phone-error.js';
import type { PushedSessions } from '../events/pushed.js';
import { ringPerson } from '../hand-over/ring-person.js';
import { VOICEMAIL } from '../hand-over/rung.js';
import { numberToDial } from '../hand-over/whom-to-ring.js';
import { type Legs, legEndSignal } from '../softphone/legs.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import { SoftphoneError } from '../softphone/sip/softphone-error.js';
import type { Softphones } from '../softphone/softphones.js';
import { type CodeClip, codeReadings } from '../speech/code-phrases.js';

export interface SpokenCodeTools {
  readonly sessionsOf: SessionsOf;
  readonly legs: Legs;
  readonly clock: Clock;
  readonly log: Log;
  readonly events?: PushedSessions;
  readonly lines: Softphones;
  readonly clips: (clip: CodeClip) => Int16Array;
}

/** Playing takes its own time; only a broken line takes this much longer. */
const SAY_SLACK_MS = 5_000;
const SAMPLES_A_MS = 8;

/** Each call has a leg of its own, so that late news of an earlier one cannot be mistaken for this one's. */
let called = 0;

/** Calls the extension and says the code twice. Neither the code nor a number is logged. */
export async function speakCode(tools: SpokenCodeTools, request: CodeRequest): Promise<SpokenOutcome> {
  const { lines, clock, log } = tools;
  const { line, target } = request;
  const began = clock.now();
  const done = (outcome: SpokenOutcome): SpokenOutcome => {
    log.info(
      { lineId: line.id, extensionId: target.extensionId, outcome: outcome.outcome, tookMs: clock.now() - began },
      'an extension was called to say a code',
    );
    return outcome;
  };
  let lent: Awaited<ReturnType<typeof lines.lend>>;
  try {
    lent = await lines.lend(line);
  } catch (error) {
    return done({ outcome: 'refused', reason: sentenceOf(error) });
  }
  try {
    return done(await call(tools, request, lent.softphone));
  } catch (error) {
    return done({ outcome: 'refused', reason: sentenceOf(error) });
  } finally {
    lent.giveBack();
  }
}

async function call(tools: SpokenCodeTools, request: CodeRequest, softphone: Softphone): Promise<SpokenOutcome> {
  const { legs, clips, clock } = tools;
  const { line, target, digits, maxRingMs } = request;
  const sessions = tools.sessionsOf(line);
  called += 1;
  const leg = `code:${line.id}/${called}`;
  const ending = legEndSignal(legs, leg);
  const number = numberToDial({ target, line });
  try {
    const unwanted = new AbortController().signal;
    const rung = await ringPerson({ softphone, leg, ending, number, maxRingMs, unwanted }, { ...tools, sessions });
    if (rung.outcome === 'unwanted') return HUNG_UP;
    if (rung.outcome === 'impossible') return { outcome: 'refused', reason: rung.reason };
    if (rung.outcome !== 'answered') return rung.reason === VOICEMAIL ? { ...rung, outcome: 'voicemail' } : rung;
    const session = await sessions.get(rung.sessionId, 'look');
    if (session === 'gone') return HUNG_UP;
    if (!answeredAt(session, rung.partyId, target.extensionId)) return ELSEWHERE;
    const [first, second] = codeReadings(digits, clips);
    for (const reading of [first, second]) {
      const bound = reading.length / SAMPLES_A_MS + SAY_SLACK_MS;
      await bounded(clock, bound, tooSlow, softphone.say(leg, reading));
      // Somebody who hangs up during the second reading has heard the first.
      if (ending.signal.aborted && reading === first) return HUNG_UP;
    }
    return { outcome: 'spoken' };
  } finally {
    ending.stop();
    void softphone.hangUp(leg).catch(() => undefined);
  }
}

const HUNG_UP: SpokenOutcome = { outcome: 'unanswered', reason: 'They hung up before the code had been said.' };
const ELSEWHERE: SpokenOutcome = {
  outcome: 'refused',
  reason:
    'The call was answered at another extension: it is being forwarded, and the code is read out only at the extension it is for.',
};

/**
 * Whether somebody is talking at this very extension. A party without an extension is an outside phone to which the owner forwards calls; a
 * party of another extension is somebody else.
 */
function answeredAt(session: Session, ownPartyId: string, extensionId: string): boolean {
  const callees = session.parties.filter(({ id, direction }) => id !== ownPartyId && direction !== 'outbound');
  const answered = callees.filter((party) => party.status === 'answered' && !isOver(party));
  return answered.some((party) => party.extensionId === undefined || party.extensionId === extensionId);
}

function tooSlow(): SoftphoneError {
  return new SoftphoneError('silent', 'The line did not say the code in time.');
}
