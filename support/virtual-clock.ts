/** Time that passes only on request, in milliseconds. Timers due at the same moment run in the order they were set. */
export interface VirtualClock {
  now(): number;
  /** Returns a function that cancels the timer. */
  setTimer(act: () => void, delayMs: number): () => void;
  /** Timers that are set and have neither run nor been canceled. */
  readonly pending: number;
  /** Lets everything happen that takes no time. */
  settle(): Promise<void>;
  /** Advances time. Everything that follows from one timer happens before the next, except answers over a socket. */
  advance(ms: number): Promise<void>;
  /** Advances time in one step: timers run, but nothing else happens in between. */
  skip(ms: number): void;
  /**
   * Advances time until `done`, or until the given moment. Between timers only promises are awaited, without a turn of the event loop:
   * fast, for a world without IO. Rejects with whatever a timer throws.
   */
  run(until: number, done: () => boolean): Promise<void>;
  /** A view of this clock whose timers stop for good after `kill`: the clock of a process that crashes. */
  mortal(): Pick<VirtualClock, 'now' | 'setTimer'> & { kill(): void };
}

interface Timer {
  readonly at: number;
  readonly order: number;
  act: (() => void) | undefined;
}

/** Enough turns of the event loop for everything that follows from a timer. */
const SETTLING_TURNS = 4;

export function createVirtualClock(startsAt = Date.UTC(2026, 4, 13, 15, 0, 0)): VirtualClock {
  const heap = createHeap();
  let now = startsAt;
  let order = 0;
  let pending = 0;

  const setTimer = (act: () => void, delayMs: number): (() => void) => {
    order += 1;
    pending += 1;
    const timer: Timer = { at: now + Math.max(0, delayMs), order, act };
    heap.push(timer);
    return () => {
      if (timer.act !== undefined) pending -= 1;
      timer.act = undefined;
    };
  };
  /** Runs the next timer due by then; false when there is none. */
  const next = (until: number): boolean => {
    while (heap.top() !== undefined && heap.top()?.act === undefined) heap.pop();
    const timer = heap.top();
    if (timer === undefined || timer.at > until) return false;
    heap.pop();
    now = Math.max(now, timer.at);
    const { act } = timer;
    timer.act = undefined;
    pending -= 1;
    act?.();
    return true;
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLING_TURNS; turn += 1) await new Promise((resume) => setImmediate(resume));
  };

  return {
    now: () => now,
    setTimer,
    get pending() {
      return pending;
    },
    settle,
    async advance(ms) {
      const until = now + ms;
      await settle();
      while (next(until)) await settle();
      now = until;
    },
    skip(ms) {
      const until = now + ms;
      while (next(until));
      now = until;
    },
    run: (until, done) =>
      new Promise((resolve, reject) => {
        const step = (): void => {
          try {
            if (!done() && next(until)) afterPromises(step);
            else resolve();
          } catch (error) {
            reject(error);
          }
        };
        afterPromises(step);
      }),
    mortal() {
      let dead = false;
      return {
        now: () => now,
        setTimer: (act, delayMs) => setTimer(() => (dead ? undefined : act()), delayMs),
        kill() {
          dead = true;
        },
      };
    },
  };
}

/**
 * A tick requested by a promise runs only once no promise has anything left to do, so no turn of the event loop is needed between timers.
 * Requested by an event, it would run before the promises.
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
    top: (): Timer | undefined => timers[0],
    push(timer: Timer): void {
      let index = timers.push(timer) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBefore(at(index), at(parent))) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): void {
      const last = timers.pop();
      if (last === undefined || timers.length === 0) return;
      timers[0] = last;
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        const right = left + 1;
        let first = index;
        if (left < timers.length && isBefore(at(left), at(first))) first = left;
        if (right < timers.length && isBefore(at(right), at(first))) first = right;
        if (first === index) return;
        swap(index, first);
        index = first;
      }
    },
  };
}
