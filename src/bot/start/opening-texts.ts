import { type Opening, openAt } from '../../hunter/destinations/opening.js';
import type { Destination, Line } from '../../hunter/terms.js';

/** “Mon, Nov 23, 7:00 AM EST”. Form errors are plain text, so the time zone is spelled out. */
function inZone(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

function closedWords(opening: Extract<Opening, { open: false }>): string {
  const next = opening.opensAt === undefined ? '' : ` It opens ${inZone(opening.opensAt, opening.zone)}.`;
  return `${opening.reason}${next}${opening.assumed === undefined ? '' : ` ${opening.assumed}`}`;
}

/** Why a hunt with these lines can't start now, at the field it belongs to. */
export function closedFault(
  destination: Destination,
  lines: readonly Line[],
  now: number,
): { readonly destination: string } | { readonly lines: string } | undefined {
  const closed = lines.flatMap((line) => {
    const opening = openAt(destination, line, now);
    return opening.open ? [] : [{ line, opening }];
  });
  const [first] = closed;
  if (first === undefined) return undefined;
  if (closed.length === lines.length) {
    return { destination: `${destination.name} cannot be called now. ${closedWords(first.opening)}` };
  }
  const numbers = closed.map(({ line }) => line.extensionNumber).join(', ');
  return {
    lines: `Hours depend on where a line’s number is, so these lines cannot call now: ${numbers}. ${closedWords(first.opening)} Leave them out.`,
  };
}
