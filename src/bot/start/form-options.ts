import type { AllMiddlewareArgs, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { linesInUse } from '../../hunter/rules/lines-in-use.js';
import { guarded } from '../answering/guarded.js';
import { lineOptions } from '../lines/lines.js';
import { callerOf, usableFor } from '../lines/usable.js';
import type { BotParts } from '../parts.js';
import { poolOptions } from '../pools/pool-options.js';

type Args = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** Options of “Call from”, searched in memory: only what this person may use. */
export function onLineOptions(parts: BotParts) {
  return guarded<Args>(
    parts,
    'line-options',
    () => undefined,
    async ({ ack, payload, body }) => {
      const caller = await callerOf(parts, body.user.id);
      // A list has no room for a sentence: nothing is offered, and the form says why when it is sent.
      if (typeof caller === 'string') return ack({ options: [] });
      const options = lineOptions(usableFor(parts, caller), linesInUse(parts.live.open()), payload.value);
      const pools = poolOptions(parts, caller, payload.value);
      if (pools.length === 0) return ack({ options });
      const group = (label: string, among: PlainTextOption[]) =>
        among.length === 0 ? [] : [{ label: { type: 'plain_text' as const, text: label }, options: among }];
      await ack({ option_groups: [...group('Pools', pools), ...group('Lines', options)] });
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
