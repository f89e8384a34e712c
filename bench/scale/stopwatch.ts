/** Milliseconds since 1970 with fractions, the same clock in all processes of the machine. */
export function machineMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Times from something that happened to what it was to lead to, each pair under a name of its own. */
export interface Stopwatch {
  /** `at`: when it happened, in another process perhaps. `then` is told when it has led to something. */
  start(name: string, at?: number, then?: () => void): void;
  /** Nothing, when nobody started it. */
  stop(name: string): void;
  /** Times of the names that begin with this word since the last `clear`, ms. */
  times(kind: string): readonly number[];
  /** True when it was started and has led to nothing yet. */
  waits(name: string): boolean;
  clear(): void;
}

export function createStopwatch(now: () => number = machineMs): Stopwatch {
  const started = new Map<string, { readonly at: number; readonly then: (() => void) | undefined }>();
  const times = new Map<string, number[]>();
  return {
    start(name, at = now(), then) {
      started.set(name, { at, then });
    },
    stop(name) {
      const found = started.get(name);
      if (found === undefined) return;
      started.delete(name);
      const kind = name.slice(0, name.indexOf(' '));
      const list = times.get(kind) ?? [];
      times.set(kind, list);
      list.push(now() - found.at);
      found.then?.();
    },
    times: (kind) => times.get(kind) ?? [],
    waits: (name) => started.has(name),
    clear() {
      started.clear();
      times.clear();
    },
  };
}
