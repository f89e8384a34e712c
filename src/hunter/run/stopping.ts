import { bounded } from '../base/bounded.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { HuntChange } from './hunts.js';
import type { Ledger } from './ledger.js';
import type { Runner } from './runner.js';

/** What a stopping process is running. */
interface Stopping {
  readonly runs: () => readonly { readonly ledger: Ledger; readonly runner: Runner }[];
  readonly listeners: Set<(change: HuntChange) => void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Time for goodbyes and drops when hunts are canceled because the bot stops. */
const STOP_LIMIT_MS = 20_000;

/** Before the hunts are passed on, finishes what no other process could finish, within the grace period. */
export async function finishSteps({ runs, clock, log }: Stopping, graceMs: number): Promise<void> {
  const steps = Promise.all(runs().map(({ runner }) => runner.drain()));
  await bounded(clock, graceMs, 'Finishing calls in progress', steps).catch((error: unknown) => {
    log.warn({ err: error }, 'A dial, a ringing call or a hand-over was still in progress when the bot stopped');
  });
}

/** Ends every hunt, with its goodbyes and drops. */
export async function cancelAll({ runs, listeners, clock, log }: Stopping, by: string): Promise<void> {
  const ledgers = runs().map(({ ledger }) => ledger);
  let listener = (): void => {};
  const over = new Promise<void>((resolve) => {
    // This listener is called before the hunt is forgotten, so check again a moment later.
    listener = () => queueMicrotask(() => (runs().length === 0 ? resolve() : undefined));
  });
  listeners.add(listener);
  await Promise.allSettled(ledgers.map((ledger) => ledger.ask({ type: 'cancel', by, at: clock.now() })));
  listener();
  await bounded(clock, STOP_LIMIT_MS, 'Letting the calls go', over).catch((error: unknown) => {
    log.error(
      { err: error, hunts: runs().map(({ ledger }) => ledger.huntId) },
      'Calls were still up when the bot stopped',
    );
  });
  listeners.delete(listener);
}
