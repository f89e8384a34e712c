/** The longest time anybody states in earnest: RFC 3261 lets `Expires` be any 32-bit number of seconds, timers can't wait that long. */
export const LONGEST_SECONDS = 86_400;

/**
 * A time stated by the far side (Retry-After, Expires, Min-SE, Session-Expires, Min-Expires), in whole seconds between a floor and a
 * ceiling; parameters and comments after it are ignored. Undefined when no number is stated.
 */
export function statedSeconds(
  text: string | undefined,
  [floor, ceiling]: readonly [number, number] = [0, LONGEST_SECONDS],
): number | undefined {
  const digits = /^\s*(\d+)/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Math.min(ceiling, Math.max(floor, Number(digits)));
}
