import type { Key, MenuStep } from '../terms.js';

/** Questions about a menu script. */

/** The key a step presses; undefined for a step that waits or leads somewhere. */
export function keyOfStep(step: MenuStep | undefined): Key | undefined {
  return step !== undefined && 'press' in step.then ? step.then.press : undefined;
}

/** Whether the step waits for this recording. */
export function awaitsRecording(step: MenuStep | undefined, recordingId: string | undefined): boolean {
  return step !== undefined && 'recording' in step.awaits && step.awaits.recording === recordingId;
}

/** The step whose recording this is; undefined when the script waits for no such recording. */
export function stepOfRecording(menu: readonly MenuStep[], recordingId: string): number | undefined {
  const index = menu.findIndex((step) => awaitsRecording(step, recordingId));
  return index < 0 ? undefined : index;
}

/** The step that is next after one was done: those done before, out of order, are not walked twice. */
export function stepAfter(menu: readonly MenuStep[], done: readonly number[], step: number): number {
  for (let next = step + 1; next < menu.length; next += 1) if (!done.includes(next)) return next;
  return menu.length;
}
