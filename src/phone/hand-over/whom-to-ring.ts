import type { Line, RingTarget } from '../../hunter/terms.js';

/** Who is rung, from which line. */
export interface RingFrom {
  readonly line: Pick<Line, 'extensionNumber' | 'number'>;
  readonly target: RingTarget;
}

/** What is dialed to reach a person: the short extension number, or a number. A line never dials its own extension. */
export function numberToDial({ target, line }: RingFrom): string {
  if (target.kind === 'number') return target.number;
  return target.extensionNumber === line.extensionNumber ? line.number : target.extensionNumber;
}

/** The same for a leg that is watched until a person answers. */
export function whomToRing(from: RingFrom): { readonly number: string; readonly queueExtensionId?: string } {
  const { target } = from;
  const number = numberToDial(from);
  return target.kind === 'call-queue' ? { number, queueExtensionId: target.extensionId } : { number };
}
