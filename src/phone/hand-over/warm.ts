import type { SavedDialogs } from '../call/saved-dialogs.js';
import type { PushedSessions } from '../events/pushed.js';
import type { Legs } from '../softphone/legs.js';
import type { TakerPhrase } from '../speech/taker-phrases.js';
import { bridge } from './bridge.js';
import { AGENT_GONE } from './ends.js';
import type { WarmWayName } from './order.js';
import { replaces } from './replaces.js';
import { ringPerson } from './ring-person.js';
import type { SavedConsults } from './saved-consults.js';
import { TakerOnLine } from './taker-on-line.js';
import { TIMES } from './timings.js';
import type { AgentLeg, HandOverTask, JoinTask, WarmWay, WayOutcome, WayTools } from './way.js';
import { whomToRing } from './whom-to-ring.js';

const WARM: Readonly<Record<WarmWayName, WarmWay>> = { bridge, replaces };

export interface WarmTask extends HandOverTask {
  readonly agent: AgentLeg;
  /** The warm ways in the order to try them; known by the time somebody has answered. */
  readonly ways: () => Promise<readonly WarmWayName[]>;
  /** A blind way remains if no warm one works: the taker is told that their phone will ring again. */
  readonly ringsAgain: boolean;
}

/** Ringing the taker takes more than connecting the two. */
export interface WarmTools extends WayTools {
  readonly legs: Legs;
  readonly phrases: (phrase: TakerPhrase) => Int16Array;
  readonly events?: PushedSessions;
  /** Where the next owner of the hunt finds the call that rings the taker, and its dialog. */
  readonly consults?: SavedConsults;
  readonly dialogs?: SavedDialogs;
}

/**
 * Rings the taker once, on a second call of the same line, while the agent's call stays up. When a person answers, the ways to connect the
 * two are tried with both on the line. Somebody who has picked up is either connected or told why not before we hang up.
 */
export async function handOverWarm(task: WarmTask, tools: WarmTools): Promise<WayOutcome> {
  const { call, agent, ends } = task;
  const { softphone } = agent;
  const { clock, log, legs, dialogs, consults } = tools;
  const { callId } = call;
  const leg = consultLeg(callId);
  let forgetConsult = () => {};
  const ending = ends.followTaker(legs, leg);
  const stopKeeping = legs.follow(leg, (fact) => {
    if (fact.type === 'dialog') dialogs?.keep(leg, fact.dialog);
  });
  const began = clock.now();
  const onLine = new TakerOnLine({ ...tools, softphone, leg });
  try {
    const { number, ...queue } = whomToRing({ line: call.line, target: task.target });
    const rung = await ringPerson(
      {
        ...{ softphone, leg, number, ...queue, ending },
        ...{ maxRingMs: task.maxRingMs, unwanted: ends.agentGone },
        onPlaced: (ids) => {
          forgetConsult = consults?.keep(callId, ids) ?? forgetConsult;
        },
        lastWords: (why) => onLine.tell(why === 'unwanted' ? 'agent-left' : 'not-connected'),
      },
      tools,
    );
    if (rung.outcome === 'unwanted') return AGENT_GONE;
    if (rung.outcome === 'impossible') return { outcome: 'next', reason: rung.reason };
    if (rung.outcome !== 'answered') {
      log.info({ callId, rangMs: clock.now() - began, outcome: rung.outcome }, 'the taker did not answer');
      return rung;
    }
    const { sessionId, partyId } = rung;
    log.info({ callId, rangMs: clock.now() - began }, 'the taker answered');
    return await joinAnswered(task, { call, agent, ends, taker: { leg, number, sessionId, partyId } }, onLine, tools);
  } finally {
    ending.stop();
    stopKeeping();
    dialogs?.forget(leg);
    forgetConsult();
  }
}

/** The name of the leg that rings a taker. */
export const consultLeg = (callId: string): string => `consult:${callId}`;

async function joinAnswered(task: WarmTask, join: JoinTask, taker: TakerOnLine, tools: WayTools): Promise<WayOutcome> {
  const { ends, call } = task;
  const { log, clock } = tools;
  const { callId } = call;
  const cancelMoment = clock.setTimer(() => void taker.tell('one-moment'), TIMES.oneMoment);
  const reasons: string[] = [];
  try {
    for (const way of await task.ways()) {
      const over = ends.over();
      if (over) return await taker.leaveAfter(over === AGENT_GONE ? 'agent-left' : 'not-connected', over);
      const began = clock.now();
      const failure = await WARM[way](join, tools);
      if (failure === undefined) {
        log.info({ callId, way, joinedMs: clock.now() - began }, 'taker and agent were connected');
        return { outcome: 'connected', way };
      }
      log.warn({ callId, way, reason: failure }, 'taker and agent could not be connected this way');
      reasons.push(failure);
      if (!ends.agentGone.aborted && ends.takerGone) return TAKER_LEFT;
      void taker.tell('one-moment');
    }
  } finally {
    cancelMoment();
  }
  const reason = [...new Set(reasons)].join(' ');
  if (ends.agentGone.aborted) return taker.leaveAfter('agent-left', AGENT_GONE);
  if (task.ringsAgain) {
    const began = clock.now();
    const next = await taker.leaveAfter('rings-again', { outcome: 'next', reason } as const);
    // The phrase tells them to hang up, so they may do so before it ends. Somebody
    // who hung up before they could have understood it is not rung a second time.
    const hadLeft = ends.takerHungUp && clock.now() - began < TIMES.understood;
    return hadLeft ? TAKER_LEFT : next;
  }
  return taker.leaveAfter('not-connected', { outcome: 'refused', reason });
}

const TAKER_LEFT: WayOutcome = { outcome: 'unanswered', reason: 'They hung up before the agent was on the line.' };
