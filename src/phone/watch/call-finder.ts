import type { SeenCall } from '../../hunter/run/sweep-rules.js';
import type { CallFinder } from '../../hunter/run/sweeper.js';
import type { Line } from '../../hunter/terms.js';
import { readPages } from '../account/paging.js';
import type { Rest } from '../account/rest.js';
import { isOver, type SessionsOf } from '../account/sessions.js';
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../api/readers.js';

/** Numbers come with and without a country code. */
const TELLING_DIGITS = 10;

interface Shown {
  readonly line: Line;
  readonly sessionId: string;
  readonly partyId: string;
}

/**
 * Finds calls on our lines through the account's presence: one request of the Heavy group for up to 1,000 extensions, in the background.
 * Only calls to or from the numbers asked for are looked at more closely; calls that people made themselves to anybody else are left alone.
 */
export function callFinder(rest: Rest, sessionsOf: SessionsOf): CallFinder {
  return {
    async callsOn(lines, numbers) {
      const wanted = new Set(numbers.map(digitsOf));
      const byExtension = new Map(lines.map((line) => [line.extensionId, line]));
      const rows = await readPages(rest, {
        path: '/restapi/v1.0/account/~/presence?detailedTelephonyState=true',
        group: 'heavy',
        priority: 'background',
        doing: 'to see whether calls are left over',
      });
      const shown = rows.map(objectOf).flatMap((row) => {
        const line = byExtension.get(idOf(objectOf(row.extension).id) ?? '');
        return line === undefined
          ? []
          : listOf(row.activeCalls)
              .map(objectOf)
              .flatMap((call) => callOf(line, call, wanted));
      });
      const seen: SeenCall[] = [];
      for (const call of shown) {
        const found = await lookCloser(call, wanted, sessionsOf);
        if (found !== undefined) seen.push(found);
      }
      return seen;
    },
  };
}

function callOf(line: Line, call: JsonObject, wanted: ReadonlySet<string>): readonly Shown[] {
  const sessionId = textOf(call.telephonySessionId);
  const partyId = textOf(call.partyId);
  if (sessionId === undefined || partyId === undefined) return [];
  const ends = [call.to, call.from].map((end) => digitsOf(textOf(end) ?? ''));
  return ends.some((end) => wanted.has(end)) ? [{ line, sessionId, partyId }] : [];
}

async function lookCloser(
  { line, sessionId, partyId }: Shown,
  wanted: ReadonlySet<string>,
  sessionsOf: SessionsOf,
): Promise<SeenCall | undefined> {
  const origin = await sessionsOf(line).origin(sessionId, partyId, 'background');
  if (origin === 'gone' || isOver(origin.party)) return undefined;
  const fromOurDevice = origin.deviceId !== undefined && origin.deviceId === line.deviceId;
  const toDestination = wanted.has(digitsOf(origin.toNumber ?? ''));
  const placedByUs = origin.party.direction === 'outbound' && fromOurDevice && toDestination;
  return { sessionId, partyId, line, beganAt: origin.beganAt ?? 0, placedByUs };
}

function digitsOf(number: string): string {
  return number.replace(/\D/g, '').slice(-TELLING_DIGITS);
}
