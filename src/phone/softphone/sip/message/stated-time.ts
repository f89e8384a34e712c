/** The longest time taken at face value: RFC 3261 allows `Expires` any 32-bit number of seconds, and timers cannot wait that long. */
export const LONGEST_SECONDS = 86_400;

/**
 * A time stated by the far side (Retry-After, Expires, Min-SE, Session-Expires, Min-Expires), in whole seconds between a floor and a
 * ceiling. Parameters and comments after it are ignored. Undefined when no number is stated.
 */
export function statedSeconds(
  text: string | undefined,
  [floor, ceiling]: readonly [number, number] = [0, LONGEST_SECONDS],
): number | undefined {
  const digits = /^\s*(\d+)/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Math.min(ceiling, Math.max(floor, Number(digits)));
}
