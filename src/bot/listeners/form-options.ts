import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import { guarded } from '../guarded.js';
import { lineOptions, linesInUse } from '../lines.js';
import type { BotParts } from '../parts.js';

type Args = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Options of “Call from”, searched in memory. */
export function onLineOptions(parts: BotParts) {
  return guarded<Args>(
    parts,
    'line-options',
    () => undefined,
    async ({ ack, payload }) => {
      await ack({ options: lineOptions(parts.directory, linesInUse(parts.live.open()), payload.value) });
    },
  );
}

/** Options of “Where to ring you”; the person's own extension and devices first. */
export function onRingOptions(parts: BotParts) {
  return guarded<Args>(
    parts,
    'ring-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      await ack({ options: await parts.rings.options(body.user.id, payload.value, 'hunt') });
    },
  );
}
