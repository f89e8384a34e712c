import type { Readiness } from '../http.js';
import type { Foundation } from './foundation.js';
import type { Talking } from './talking.js';

/** What a process of any role is not ready for yet; Slack only matters to one that talks. */
export function readinessOf({ store, directory, account }: Foundation, talking: Talking | undefined): Readiness {
  return async () => {
    const missing: Record<string, string> = {};
    const health = talking?.bot.health();
    if (health?.ready === false) missing.slack = health.problem ?? 'not connected yet';
    await store.get('readiness').catch(() => {
      missing.store = 'the store does not answer';
    });
    // A big account is read for minutes: the first line that can call is enough to hunt with.
    const canCall = directory.extensions().some(({ line }) => line !== undefined);
    if (!canCall && directory.refreshedAt() === undefined)
      missing.ringcentral = directory.problem() ?? 'the directory has not been read yet';
    // What was read before may still be there, but nobody can call.
    const nobody = account.signIn.problem();
    if (nobody !== undefined) missing.ringcentral = nobody;
    return missing;
  };
}
