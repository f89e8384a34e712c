import { bytesOf } from '../media/frame.js';
import { fadedOut } from './clips.js';
import type { Player } from './player.js';
import type { Sounds } from './sounds.js';

const FADE_MS = 600;
const GAP_MS = 500;
/** After an announcement the music plays for at least this long: an agent follows music, not a recording. */
const LEAST_MUSIC_MS = 2500;

export interface HoldPlan {
  readonly waitMs: number;
  /** An announcement after every stretch of this many ms of music. */
  readonly every: number;
  readonly music: boolean;
  /** Where in the piece the caller joins. */
  readonly from: number;
}

/** What is said between two stretches of music, counted from 0; `over`: the call ends with it. */
export type Interlude = (index: number) => Promise<'goes-on' | 'over'>;

/**
 * Hold: music, cut or turned down for an announcement, then taken up where it stopped. Returns when the wait is over: an agent is
 * next, or (`over`) the call ends without one.
 */
export async function hold(
  player: Player,
  plan: HoldPlan,
  sounds: Sounds,
  interlude: Interlude,
): Promise<'agent-next' | 'over'> {
  const { music } = sounds;
  let until = player.elapsedMs + plan.waitMs;
  let at = plan.from - (plan.from % 160);
  for (let said = 0; ; said++) {
    const left = Math.max(until - player.elapsedMs, said > 0 && plan.music ? LEAST_MUSIC_MS : 0);
    if (left <= 0) return 'agent-next';
    const stretch = Math.min(left, plan.every);
    if (!plan.music) await player.quiet(stretch);
    else {
      const lead = sounds.fades && stretch > 2 * FADE_MS ? FADE_MS : 0;
      at = await player.loop(music, at, stretch - lead);
      if (lead > 0) {
        const tail = music.subarray(at, at + bytesOf(lead));
        await player.play(fadedOut(tail, lead));
        at = (at + tail.length) % music.length;
      }
    }
    // Not by the clock: a frame left over must not buy another announcement right before the agent.
    if (left <= plan.every) return 'agent-next';
    // Without music the caller waits in plain silence: nothing is announced either.
    if (!plan.music) continue;
    await player.quiet(GAP_MS);
    if ((await interlude(said)) === 'over') return 'over';
    await player.quiet(GAP_MS);
    until = Math.max(until, player.elapsedMs + LEAST_MUSIC_MS);
  }
}
