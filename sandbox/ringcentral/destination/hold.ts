import { bytesOf } from '../media/frame.js';
import type { Player } from './player.js';
import { fadedOut, type Sounds } from './sounds.js';

const FADE_MS = 600;
const GAP_MS = 500;
/** After an announcement the music is taken up for at least so long: an agent comes out of the music, not out of a recording. */
const LEAST_MUSIC_MS = 2500;

export interface HoldPlan {
  readonly waitMs: number;
  /** An announcement every so many ms of music. */
  readonly every: number;
  readonly music: boolean;
  /** Where in the piece the caller comes in. */
  readonly from: number;
}

/** Hold: music, cut or turned down for an announcement, then taken up where it stopped. Returns when the wait is over. */
export async function hold(
  player: Player,
  plan: HoldPlan,
  sounds: Sounds,
  events: { announcement(): void },
): Promise<void> {
  const { music } = sounds;
  let until = player.elapsedMs + plan.waitMs;
  let at = plan.from - (plan.from % 160);
  for (let said = 0; ; said++) {
    const left = Math.max(until - player.elapsedMs, said > 0 && plan.music ? LEAST_MUSIC_MS : 0);
    if (left <= 0) return;
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
    if (left <= plan.every) return;
    // Without music the caller waits in plain silence: nothing is announced either.
    if (!plan.music) continue;
    await player.quiet(GAP_MS);
    events.announcement();
    await player.play(await sounds.announcement(said));
    await player.quiet(GAP_MS);
    until = Math.max(until, player.elapsedMs + LEAST_MUSIC_MS);
  }
}
