import type { Clock } from '../src/hunter/base/clock.js';

/** The world's time: it jumps from one timer to the next, and everything that follows from a timer happens before the next. */
export interface VirtualClock extends Clock {
  /** Lets time pass until `done` or until the given time; rejects with what a timer throws. */
  run(until: number, done: () => boolean): Promise<void>;
}

interface Timer {
  readonly at: number;
  /** Timers of one moment run in the order they were set. */
  readonly order: number;
  act: (() => void) | undefined;
}

export function createVirtualClock(startsAt: number): VirtualClock {
  const heap = createHeap();
  let now = startsAt;
  let set = 0;

  return {
    now: () => now,
    setTimer(act, delayMs) {
      set += 1;
      const timer: Timer = { at: now + Math.max(0, delayMs), order: set, act };
      heap.push(timer);
      return () => {
        timer.act = undefined;
      };
    },
    run: (until, done) =>
      new Promise((resolve, reject) => {
        /** True while there is more to come. */
        const next = (): boolean => {
          if (done()) return false;
          let timer = heap.pop();
          while (timer !== undefined && timer.act === undefined) timer = heap.pop();
          if (timer === undefined || timer.at > until) return false;
          now = Math.max(now, timer.at);
          timer.act?.();
          return true;
        };
        const step = (): void => {
          try {
            if (next()) afterPromises(step);
            else resolve();
          } catch (error) {
            reject(error);
          }
        };
        afterPromises(step);
      }),
  };
}

/**
 * A tick that is asked for by a promise runs only when no promise has anything left to do: no turn of the event loop is needed
 * between timers. Asked for by an event, it would run before them.
 */
function afterPromises(step: () => void): void {
  queueMicrotask(() => process.nextTick(step));
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** A binary heap, the earliest timer on top. */
function createHeap() {
  const timers: Timer[] = [];
  const at = (index: number): Timer => timers[index] as Timer;
  const swap = (one: number, other: number): void => {
    [timers[one], timers[other]] = [at(other), at(one)];
  };

  return {
    push(timer: Timer): void {
      let index = timers.push(timer) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBefore(at(index), at(parent))) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): Timer | undefined {
      const top = timers[0];
      const last = timers.pop();
      if (top === undefined || last === undefined || timers.length === 0) return top;
      timers[0] = last;
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        const right = left + 1;
        let first = index;
        if (left < timers.length && isBefore(at(left), at(first))) first = left;
        if (right < timers.length && isBefore(at(right), at(first))) first = right;
        if (first === index) return top;
        swap(index, first);
        index = first;
      }
    },
  };
}
