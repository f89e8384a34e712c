import { bounded } from '../../hunter/base/bounded.js';
import { PhoneError } from '../api/phone-error.js';
import type { LineTools } from '../call/line-tools.js';
import type { ConsultIds } from '../kept/saved-consults.js';
import { ringTaker } from '../ring/ring-person.js';
import { whomToRing } from '../ring/whom-to-ring.js';
import { legEndSignal } from '../softphone/legs.js';
import type { Softphone } from '../softphone/sip/softphone.js';
import type { TakerPhrase } from '../speech/taker-phrases.js';
import { bridge } from './bridge.js';
import type { AnsweredTaker, Join, JoinTask } from './join.js';
import type { WarmWayName } from './order.js';
import { replaces } from './replaces.js';
import { AGENT_GONE, type AgentLeg, ELSEWHERE, type HandOverTask, type WayOutcome } from './way.js';

const JOINS: Readonly<Record<WarmWayName, Join>> = { bridge, replaces };

/** Who has picked up and hears nothing is told so by then. */
const ONE_MOMENT_AFTER_MS = 1_000;
/** By then they have heard that they could not be connected. */
const UNDERSTOOD_AFTER_MS = 2_000;
/** The longest phrase takes six seconds. */
const SAID_WITHIN_MS = 9_000;

export interface WarmTask extends HandOverTask {
  readonly agent: AgentLeg;
  /** The warm ways in the order they are to be tried, known by the time somebody has answered. */
  readonly ways: () => Promise<readonly WarmWayName[]>;
  /** A blind way is left when no warm one works: the taker is told that their phone will ring again. */
  readonly ringsAgain: boolean;
  readonly phrases: (phrase: TakerPhrase) => Int16Array;
}

/**
 * The taker is rung, once, on a second call of the same line while the agent's call is kept. When a person answers, the ways to join
 * the two are tried with both on the line. Whoever has picked up is joined, or told why not before they are hung up on.
 */
export async function handOverWarm(task: WarmTask, tools: LineTools): Promise<WayOutcome> {
  const { call, agent, agentGone, mayJoin } = task;
  const { clock, log, legs, dialogs } = tools;
  const { callId } = call;
  const leg = consultLeg(callId);
  const record = new ConsultRecord(callId, tools);
  const takerEnding = legEndSignal(legs, leg);
  const agentEnding = legEndSignal(legs, agent.leg);
  const stopKeeping = legs.follow(leg, (fact) => {
    if (fact.type === 'dialog') dialogs?.keep(leg, fact.dialog);
  });
  const began = clock.now();
  const onLine = new TakerOnLine(agent.softphone, leg, task.phrases, tools);
  try {
    const { number, ...queue } = whomToRing({ line: call.line, target: task.target });
    const rung = await ringTaker({
      ...{ ...tools, softphone: agent.softphone, leg, number, ...queue },
      ...{ maxRingMs: task.maxRingMs, abandoned: agentGone, onPlaced: (ids) => record.keep(ids) },
      lastWords: (why) => onLine.tell(why === 'abandoned' ? 'agent-left' : 'not-connected'),
    });
    if (rung.outcome === 'abandoned') return AGENT_GONE;
    if (rung.outcome === 'impossible') return { outcome: 'next', reason: rung.reason };
    if (rung.outcome !== 'answered') {
      log.info({ callId, rangMs: clock.now() - began, outcome: rung.outcome }, 'the taker did not answer');
      return rung;
    }
    const { sessionId, partyId } = rung;
    const taker: AnsweredTaker = { leg, number, sessionId, partyId };
    log.info({ callId, rangMs: clock.now() - began }, 'the taker answered');
    return await joinAnswered(
      task,
      { call, agent, agentEnding, taker, takerEnding, agentGone, mayJoin },
      onLine,
      tools,
    );
  } finally {
    takerEnding.stop();
    agentEnding.stop();
    stopKeeping();
    dialogs?.forget(leg);
    record.forget();
  }
}

/** The name of the leg that rings a taker. */
export const consultLeg = (callId: string): string => `consult:${callId}`;

async function joinAnswered(task: WarmTask, join: JoinTask, taker: TakerOnLine, tools: LineTools): Promise<WayOutcome> {
  const { mayJoin, agentGone, call } = task;
  const { log, clock } = tools;
  const { callId } = call;
  const cancelMoment = clock.setTimer(() => void taker.tell('one-moment'), ONE_MOMENT_AFTER_MS);
  const reasons: string[] = [];
  try {
    for (const way of await task.ways()) {
      if (agentGone.aborted) return await taker.leaveAfter('agent-left', AGENT_GONE);
      if (!mayJoin()) return await taker.leaveAfter('not-connected', ELSEWHERE);
      const began = clock.now();
      const failure = await JOINS[way](join, tools);
      if (failure === undefined) {
        log.info({ callId, way, joinedMs: clock.now() - began }, 'taker and agent were brought together');
        return { outcome: 'connected', way };
      }
      log.warn({ callId, way, reason: failure }, 'taker and agent could not be joined this way');
      reasons.push(failure);
      if (!agentGone.aborted && join.takerEnding.signal.aborted) return TAKER_LEFT;
      void taker.tell('one-moment');
    }
  } finally {
    cancelMoment();
  }
  const reason = [...new Set(reasons)].join(' ');
  if (agentGone.aborted) return taker.leaveAfter('agent-left', AGENT_GONE);
  if (task.ringsAgain) {
    const began = clock.now();
    const next = await taker.leaveAfter('rings-again', { outcome: 'next', reason } as const);
    // Told to hang up, they may do so before the end. Whoever had gone by then is not rung a second time.
    const hadLeft = join.takerEnding.end()?.cause === 'far-end' && clock.now() - began < UNDERSTOOD_AFTER_MS;
    return hadLeft ? TAKER_LEFT : next;
  }
  return taker.leaveAfter('not-connected', { outcome: 'refused', reason });
}

const TAKER_LEFT: WayOutcome = { outcome: 'unanswered', reason: 'They hung up before the agent was on the line.' };

/** Somebody who has picked up and waits for the agent. */
class TakerOnLine {
  #saying: TakerPhrase | undefined;
  #leaving = false;

  constructor(
    private readonly softphone: Softphone,
    private readonly leg: string,
    private readonly phrases: (phrase: TakerPhrase) => Int16Array,
    private readonly tools: LineTools,
  ) {}

  /** Resolves when it has been said, or they are gone. The same words are not begun again while they are being said. */
  async tell(phrase: TakerPhrase): Promise<void> {
    if (!this.#leaving && this.#saying !== phrase) await this.#say(phrase);
  }

  /** Tells them why, which nothing interrupts, and only then hangs up. */
  async leaveAfter<T>(phrase: TakerPhrase, outcome: T): Promise<T> {
    this.#leaving = true;
    await this.#say(phrase);
    // Not awaited: nobody waits for the goodbye of a call that is not needed.
    void this.softphone.hangUp(this.leg).catch(() => undefined);
    return outcome;
  }

  async #say(phrase: TakerPhrase): Promise<void> {
    this.#saying = phrase;
    const { clock, log } = this.tools;
    const late = () => new PhoneError({ code: 'line', what: 'The words were not said in time.', retryable: false });
    try {
      await bounded(clock, SAID_WITHIN_MS, late, this.softphone.say(this.leg, this.phrases(phrase)));
    } catch (error) {
      log.info({ err: error, phrase }, 'who picked up could not be told');
    } finally {
      if (this.#saying === phrase) this.#saying = undefined;
    }
  }
}

/** Where the next owner of the hunt finds the call that rings a taker. What cannot be kept is logged; it rings all the same. */
class ConsultRecord {
  #kept: { readonly ids: ConsultIds; readonly written: Promise<void> } | undefined;

  constructor(
    private readonly callId: string,
    private readonly tools: LineTools,
  ) {}

  keep(ids: ConsultIds): void {
    const { consults } = this.tools;
    if (consults) this.#kept = { ids, written: consults.keep(this.callId, ids).catch((error) => this.#failed(error)) };
  }

  forget(): void {
    const { ids, written } = this.#kept ?? {};
    if (ids)
      void written
        ?.then(() => this.tools.consults?.forget(this.callId, ids))
        .catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    const { callId } = this;
    this.tools.log.warn({ err: error, callId }, 'a call that rings a taker could not be kept');
  }
}
