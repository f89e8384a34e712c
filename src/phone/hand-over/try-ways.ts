import type { HandOverOutcome } from '../../hunter/words.js';
import type { LineTools } from '../call/line-tools.js';
import { bridgeWay } from './bridge.js';
import { referWay } from './refer.js';
import { transferWay } from './transfer.js';
import { AGENT_GONE, ELSEWHERE, type HandOverTask, type HandOverWay, type HandOverWayName } from './way.js';

const WAYS: Readonly<Record<HandOverWayName, HandOverWay>> = {
  bridge: bridgeWay,
  transfer: transferWay,
  refer: referWay,
};

/** All ways together may take so much longer than one ringing. */
const ALL_WAYS_EXTRA_MS = 20_000;
const SHORTEST_RING_MS = 3_000;

/** Brings taker and agent together: the ways in the order of the setting, each refused one explained in the log, until one has an outcome. */
export async function handOverBy(
  order: readonly HandOverWayName[],
  task: HandOverTask,
  tools: LineTools,
): Promise<HandOverOutcome> {
  const { callId } = task.call;
  const began = tools.clock.now();
  // Without a softphone on the call only REST is left, whatever the setting says.
  const ways: readonly HandOverWayName[] = task.softphone ? order : ['transfer'];
  const reasons: string[] = [];
  for (const way of ways) {
    if (task.agentGone.aborted) return AGENT_GONE;
    if (!task.mayJoin()) return ELSEWHERE;
    // The agent has waited through the ways before: the later ones ring shorter, so that all of them together stay bounded.
    const leftMs = task.maxRingMs + ALL_WAYS_EXTRA_MS - (tools.clock.now() - began);
    if (leftMs < SHORTEST_RING_MS) break;
    const result = await WAYS[way]({ ...task, maxRingMs: Math.min(task.maxRingMs, leftMs) }, tools);
    if (result.outcome !== 'next') {
      tools.log.info(
        { callId, way, outcome: result.outcome, tookMs: tools.clock.now() - began },
        'the hand-over ended',
      );
      return result;
    }
    tools.log.warn({ callId, way, reason: result.reason }, 'a way to hand over was refused; trying the next');
    reasons.push(result.reason);
  }
  return { outcome: 'refused', reason: [...new Set(reasons)].join(' ') };
}
