import type { Destinations } from '../../hunter/destinations/destinations.js';
import type { Destination } from '../../hunter/terms.js';
import { findDestination } from '../destinations/find.js';
import { plainly } from '../slack/mrkdwn.js';

/** The destination typed after a verb, or a sentence that helps. */
export function typedDestination(
  destinations: Pick<Destinations, 'all'>,
  typed: string,
  verb: 'start' | 'teach',
): Destination | string {
  const all = destinations.all();
  const { found, ...rest } = findDestination(typed, all);
  if (found !== undefined) return found;
  const near = 'didYouMean' in rest ? rest.didYouMean : undefined;
  const words = plainly(typed);
  return near === undefined
    ? `I don’t know “${words}”. You can call: ${all.map(({ id }) => `\`${id}\``).join(', ')}.`
    : `I don’t know “${words}”. Did you mean \`/irs-hunt ${verb} ${near.id}\` (${plainly(near.name)})?`;
}
