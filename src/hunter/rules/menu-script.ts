import type { Key, MenuStep } from '../terms.js';

/** Queries on a menu script. */

/** The key a step presses; undefined for a step that waits or leads somewhere. */
export function keyOfStep(step: MenuStep | undefined): Key | undefined {
  return step !== undefined && 'press' in step.then ? step.then.press : undefined;
}

/** Whether the step waits for this recording. */
export function awaitsRecording(step: MenuStep | undefined, recordingId: string | undefined): boolean {
  return step !== undefined && 'recording' in step.awaits && step.awaits.recording === recordingId;
}

/** The step that waits for this recording, if any. */
export function stepOfRecording(menu: readonly MenuStep[], recordingId: string): number | undefined {
  const index = menu.findIndex((step) => awaitsRecording(step, recordingId));
  return index < 0 ? undefined : index;
}

/** The step after one that is done. Steps already done out of order are skipped. */
export function stepAfter(menu: readonly MenuStep[], done: readonly number[], step: number): number {
  for (let next = step + 1; next < menu.length; next += 1) if (!done.includes(next)) return next;
  return menu.length;
}
