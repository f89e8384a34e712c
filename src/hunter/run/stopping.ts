import { bounded } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { HuntChange } from './hunts.js';
import type { Ledger } from './ledger.js';
import type { Runner } from './runner.js';

/** What a process runs, while it stops. */
interface Stopping {
  readonly runs: () => readonly { readonly ledger: Ledger; readonly runner: Runner }[];
  readonly listeners: Set<(change: HuntChange) => void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Goodbyes and drops of hunts that are cancelled because the bot stops. */
const STOP_LIMIT_MS = 20_000;

/** What no other process could finish is finished before the hunts are handed on, within the grace. */
export async function finishSteps({ runs, clock, log }: Stopping, graceMs: number): Promise<void> {
  const steps = Promise.all(runs().map(({ runner }) => runner.drain()));
  await bounded(clock, graceMs, 'Finishing what is under way', steps).catch((error: unknown) => {
    log.warn({ err: error }, 'A dial, a ringing call or a hand-over was still under way when the bot stopped');
  });
}

/** Ends every hunt, each with its goodbyes and drops. */
export async function cancelAll({ runs, listeners, clock, log }: Stopping, by: string): Promise<void> {
  const ledgers = runs().map(({ ledger }) => ledger);
  let listener = (): void => {};
  const over = new Promise<void>((resolve) => {
    // Told before the hunt is forgotten: the count is right a moment later.
    listener = () => queueMicrotask(() => (runs().length === 0 ? resolve() : undefined));
  });
  listeners.add(listener);
  await Promise.allSettled(ledgers.map((ledger) => ledger.ask({ type: 'cancel', by, at: clock.now() })));
  listener();
  await bounded(clock, STOP_LIMIT_MS, 'Letting the calls go', over).catch((error: unknown) => {
    log.error(
      { err: error, hunts: runs().map(({ ledger }) => ledger.huntId) },
      'Calls were still there when the bot stopped',
    );
  });
  listeners.delete(listener);
}
