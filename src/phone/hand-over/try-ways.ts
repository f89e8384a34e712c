import type { HandOverOutcome } from '../../hunter/terms.js';
import { AGENT_GONE } from './ends.js';
import { type BlindWayName, type HandOverWayName, orderOfWays } from './order.js';
import { refer } from './refer.js';
import { TIMES } from './timings.js';
import { transfer } from './transfer.js';
import { handOverWarm, type WarmTools } from './warm.js';
import type { BlindWay, HandOverTask, WayOutcome } from './way.js';

const BLIND: Readonly<Record<BlindWayName, BlindWay>> = { transfer, refer };

/** Connects taker and agent: the warm ways with a single ringing, then the blind ones. The log says why each refused way was refused. */
export async function tryWays(
  allowed: readonly HandOverWayName[],
  task: HandOverTask,
  tools: WarmTools,
): Promise<HandOverOutcome> {
  const { call, agent } = task;
  const { callId } = call;
  const { clock, log, controlRights } = tools;
  const began = clock.now();
  const reasons: string[] = [];
  // Read while the phone rings, so that nobody waits for it.
  const ordered = controlRights.of(call.line.extensionId).then((right) =>
    // Without a softphone on the call only REST is left, whatever the setting says.
    agent ? orderOfWays(allowed, right) : { warm: [], blind: ['transfer'] as const },
  );
  const blindLeft = agent === undefined || allowed.some((way) => way in BLIND);

  const tryOne = async (name: string, way: () => Promise<WayOutcome>): Promise<HandOverOutcome | undefined> => {
    const result = await way();
    if (result.outcome !== 'next') {
      log.info({ callId, way: name, outcome: result.outcome, tookMs: clock.now() - began }, 'the hand-over ended');
      return result;
    }
    log.warn({ callId, way: name, reason: result.reason }, 'a way to hand over was refused; trying the next');
    reasons.push(result.reason);
    return undefined;
  };

  if (agent && allowed.some((way) => !(way in BLIND))) {
    const warm = { ...task, agent, ringsAgain: blindLeft, ways: async () => (await ordered).warm };
    const outcome = await tryOne('warm', () => handOverWarm(warm, tools));
    if (outcome) return outcome;
  }
  for (const way of (await ordered).blind) {
    if (task.ends.agentGone.aborted) return AGENT_GONE;
    // The agent has waited through the earlier ways, so later ones ring for less time and the total stays bounded.
    const leftMs = task.maxRingMs + TIMES.allWaysExtra - (clock.now() - began);
    if (leftMs < TIMES.shortestRing) break;
    const bounded = { ...task, maxRingMs: Math.min(task.maxRingMs, leftMs) };
    const outcome = await tryOne(way, () => BLIND[way](bounded, tools));
    if (outcome) return outcome;
  }
  return { outcome: 'refused', reason: mostHelpful(reasons) };
}

/** People are told one reason: the one that says what they can do, else the first. The log has all. */
function mostHelpful(reasons: readonly string[]): string {
  return reasons.find((reason) => reason.includes('/irs-hunt')) ?? reasons[0] ?? 'No way to hand over is allowed.';
}
