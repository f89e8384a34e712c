import type { Player } from './player.js';
import type { Agent } from './sounds.js';

/** However kindly it is asked to wait, an agent has other callers. */
const LONGEST_WITHOUT_TAKER_MS = 90_000;

export interface AgentEvents {
  /** The first sample of the greeting is about to be sent. */
  speaks(agent: string): void;
  heardCourtesy(): void;
  asksHello(): void;
}

/**
 * An agent takes the call: greets, waits to be answered, asks “hello?”, waits again, leaves. A voice on the line is an
 * answer and makes the agent wait again. Returns when the agent gives up; a taker who joins ends the wait through `joined`.
 */
export async function attend(
  player: Player,
  agent: Agent,
  patienceMs: number,
  joined: () => boolean,
  events: AgentEvents,
): Promise<void> {
  player.onVoice = () => {
    if (!joined()) events.heardCourtesy();
  };
  events.speaks(agent.name);
  const since = player.elapsedMs;
  await player.play(agent.greeting);
  const waited = (): number => player.elapsedMs - since;
  for (;;) {
    if (await answeredInTime(player, patienceMs, joined)) {
      await talking(player, joined);
      if (waited() > LONGEST_WITHOUT_TAKER_MS) return;
      // Quiet again: patience starts over from the last word heard.
      if (await answeredInTime(player, patienceMs - player.quietMs, joined)) continue;
    }
    events.asksHello();
    await player.play(agent.hello);
    if (!(await answeredInTime(player, patienceMs, joined))) return;
    await talking(player, joined);
    if (waited() > LONGEST_WITHOUT_TAKER_MS) return;
  }
}

/** Somebody speaks within the agent's patience (or was just speaking), or the taker is there. */
async function answeredInTime(player: Player, ms: number, joined: () => boolean): Promise<boolean> {
  if (joined() || player.quietMs < 300) return true;
  return await player.voiceWithin(Math.max(20, ms));
}

/** Waits while the far end speaks; for good once the taker is there. */
async function talking(player: Player, joined: () => boolean): Promise<void> {
  do await player.quiet(200);
  while (joined() || player.quietMs < 300);
}
