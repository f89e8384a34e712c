import type { Readiness } from '../http.js';
import type { Foundation } from './foundation.js';
import type { Talking } from './talking.js';

/** What a process is still waiting for. Slack only counts for a process that talks to it. */
export function readinessOf({ store, directory, account }: Foundation, talking: Talking | undefined): Readiness {
  return async () => {
    const missing: Record<string, string> = {};
    const health = talking?.bot.health();
    if (health?.ready === false) missing.slack = health.problem ?? 'not connected yet';
    await store.get('readiness').catch(() => {
      missing.store = 'the store does not answer';
    });
    // Reading a large account takes minutes; the first line that can call is enough to hunt with.
    const canCall = directory.extensions().some(({ line }) => line !== undefined);
    if (!canCall && directory.refreshedAt() === undefined)
      missing.ringcentral = directory.problem() ?? 'the directory has not been read yet';
    // An earlier directory may still be there, but without a sign-in nobody can call.
    const nobody = account.signIn.problem();
    if (nobody !== undefined) missing.ringcentral = nobody;
    return missing;
  };
}
