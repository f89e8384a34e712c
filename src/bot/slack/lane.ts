/** Runs `run` after `ms`. Returns a function that cancels it. Replaced in tests. */
export type Schedule = (ms: number, run: () => void) => () => void;

export const realSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

export interface Lane {
  /** There may be something to do. */
  kick(): void;
  /** Resolves when no work is running and none is due. */
  idle(): Promise<void>;
  /** True if nothing is running, due or scheduled. */
  quiet(): boolean;
  /** Starts no further work. */
  stop(): void;
}

interface LaneSettings {
  /** Does what is due. Returns in how many milliseconds to run again, if at all. */
  readonly work: () => Promise<number | undefined>;
  /** How many milliseconds to wait after a failure; `failures` counts those in a row. */
  readonly afterError: (error: unknown, failures: number) => number;
  readonly schedule: Schedule;
}

/** A level-triggered worker: one pass at a time, a kick during a pass causes one more, and failures are retried with pauses. */
export function createLane({ work, afterError, schedule }: LaneSettings): Lane {
  let running: Promise<void> | undefined;
  let wanted = false;
  let stopped = false;
  let failures = 0;
  let holdOff = false;
  let timed = false;
  let unschedule: () => void = () => undefined;
  const cancel = () => {
    timed = false;
    unschedule();
  };

  const later = (ms: number, because: 'work' | 'error') => {
    cancel();
    timed = true;
    holdOff = because === 'error';
    unschedule = schedule(ms, () => {
      timed = false;
      holdOff = false;
      kick();
    });
  };

  const pass = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false;
      cancel();
      try {
        const again = await work();
        failures = 0;
        if (again !== undefined && !wanted && !stopped) later(again, 'work');
      } catch (error) {
        failures += 1;
        if (!stopped) later(afterError(error, failures), 'error');
        return;
      }
    }
  };

  const kick = () => {
    wanted = true;
    // A kick does not shorten the pause after a failure, or an outage would turn into a storm.
    if (stopped || holdOff || running !== undefined) return;
    running = pass().finally(() => {
      running = undefined;
      if (wanted && !holdOff && !stopped) kick();
    });
  };

  return {
    kick,
    async idle() {
      while (running !== undefined) await running;
    },
    quiet: () => running === undefined && !wanted && !timed,
    stop() {
      stopped = true;
      cancel();
    },
  };
}
