import type { Log } from '../../hunter/base/log.js';
import type { CallQueue, Extension, FirmNumber } from '../../hunter/ports/directory.js';
import { readPages } from '../account/paging.js';
import { type Rest, segment } from '../account/rest.js';
import { PhoneError } from '../api/phone-error.js';
import { isE164, textOf } from '../api/readers.js';
import { type Candidate, markOf } from './device-book.js';
import { type ExtensionRow, extensionRow, type NumberRow, numberRow, queueRow, readRows } from './rows.js';
import { mightCall } from './who-can-call.js';

const ACCOUNT = '/restapi/v1.0/account/~';
/** Numbers with these uses ring a phone or a queue of the firm. */
const FIRM_USES = /^(MainCompanyNumber|AdditionalCompanyNumber|CompanyNumber|DirectNumber)$/;
/** Unassigned numbers come before those that already lead somewhere. */
const SPARE_FIRST = ['NumberPool', 'DirectNumber', 'CompanyNumber', 'AdditionalCompanyNumber'];

/** What the account's lists say: three to five requests, however large the account is. */
export interface Lists {
  readonly rows: readonly ExtensionRow[];
  readonly queues: readonly CallQueue[];
  /** The firm's numbers on which a taker may be rung. */
  readonly firmNumbers: readonly FirmNumber[];
  /** Numbers that the account pays for and nobody has, with the best to assign first. */
  readonly spare: readonly string[];
  numbersOf(extensionId: string): readonly NumberRow[];
}

export async function readLists(rest: Rest, log: Log): Promise<Lists> {
  const records = await readPages(rest, {
    path: `${ACCOUNT}/extension`,
    doing: 'to read the extensions',
    group: 'medium',
    priority: 'background',
  });
  const extensions = readRows(records, extensionRow);
  const numbers = await readNumbers(rest, log, extensions.rows);
  const queues = readRows(await readQueues(rest, log), queueRow);
  const skipped = extensions.skipped + numbers.skipped + queues.skipped;
  if (skipped > 0) log.warn({ skipped }, 'some rows of the directory could not be read and were left out');
  const byExtension = new Map<string, NumberRow[]>();
  for (const row of numbers.rows) {
    if (row.extensionId === undefined) continue;
    const own = byExtension.get(row.extensionId);
    if (own === undefined) byExtension.set(row.extensionId, [row]);
    else own.push(row);
  }
  const spare = numbers.rows
    .filter((row) => row.spare === true && isE164(row.phoneNumber))
    .sort((a, b) => SPARE_FIRST.indexOf(a.usage) - SPARE_FIRST.indexOf(b.usage));
  return {
    rows: extensions.rows,
    queues: queues.rows,
    firmNumbers: firmNumbers(numbers.rows, extensions.rows),
    spare: spare.map(({ phoneNumber }) => phoneNumber),
    numbersOf: (extensionId) => byExtension.get(extensionId) ?? [],
  };
}

/** The extensions whose devices matter, with those needed most first. */
export function candidatesOf(
  lists: Lists,
  extensions: readonly Extension[],
  need: (extension: Extension) => number,
): readonly Candidate[] {
  const rows = new Map(lists.rows.map((row) => [row.id, row]));
  return extensions
    .map((extension) => ({ need: need(extension), row: rows.get(extension.id) }))
    .sort((a, b) => a.need - b.need)
    .flatMap(({ row }) => {
      const own = row && lists.numbersOf(row.id);
      return row && own && mightCall(row, own) ? [{ id: row.id, mark: markOf(row, own) }] : [];
    });
}

/** One extension and its numbers as they are now: two Light requests. Undefined if the extension no longer exists. */
export async function readOne(
  rest: Rest,
  extensionId: string,
): Promise<{ readonly row: ExtensionRow; readonly own: readonly NumberRow[] } | undefined> {
  const path = `${ACCOUNT}/extension/${segment(extensionId)}`;
  const asking = { method: 'GET', path, group: 'light', priority: 'normal', doing: 'to read an extension' } as const;
  const row = readRows([await rest.send(asking)], extensionRow).rows[0];
  return row && { row, own: await numbersOf(rest, extensionId, 'normal') };
}

async function numbersOf(
  rest: Rest,
  extensionId: string,
  priority: 'normal' | 'background',
): Promise<readonly NumberRow[]> {
  const path = `${ACCOUNT}/extension/${segment(extensionId)}/phone-number`;
  const records = await readPages(rest, { path, doing: 'to read the phone numbers', group: 'light', priority });
  return readRows(records, numberRow).rows.map((number) => ({ ...number, extensionId }));
}

/** One account-level list (Heavy); if the user may not read it, the lists of the extensions (Light, many). */
async function readNumbers(rest: Rest, log: Log, extensions: readonly ExtensionRow[]) {
  const [path, doing] = [`${ACCOUNT}/phone-number`, 'to read the phone numbers'];
  try {
    return readRows(await readPages(rest, { path, doing, group: 'heavy', priority: 'background' }), numberRow);
  } catch (error) {
    if (!(error instanceof PhoneError) || error.status !== 403) throw error;
    log.info({ err: error }, 'the numbers of the account may not be read; reading those of each extension');
  }
  const all: NumberRow[] = [];
  for (const row of extensions.filter((extension) => extension.type === 'User' && extension.status === 'Enabled'))
    all.push(...(await numbersOf(rest, row.id, 'background')));
  return { rows: all, skipped: 0 };
}

/** Queues are a convenience: the directory also works without the right to read them. */
async function readQueues(rest: Rest, log: Log): Promise<readonly unknown[]> {
  const [path, doing] = [`${ACCOUNT}/call-queues`, 'to read the call queues'];
  try {
    return await readPages(rest, { path, group: 'medium', priority: 'background', doing });
  } catch (error) {
    if (!(error instanceof PhoneError) || error.status !== 403) throw error;
    log.info({ err: error }, 'the call queues may not be read; none are offered');
    return [];
  }
}

function firmNumbers(numbers: readonly NumberRow[], extensions: readonly ExtensionRow[]): readonly FirmNumber[] {
  const names = new Map(extensions.map((row) => [row.id, row.name]));
  return numbers
    .filter((row) => row.voice && isE164(row.phoneNumber) && FIRM_USES.test(row.usage))
    .map((row) => {
      const owner = row.extensionId === undefined ? undefined : names.get(row.extensionId);
      const of = row.extensionId === undefined ? {} : { extensionId: row.extensionId };
      return { number: row.phoneNumber, name: textOf(row.label) ?? owner ?? 'Company number', ...of };
    });
}
