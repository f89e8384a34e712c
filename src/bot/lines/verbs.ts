import type { Audit } from '../../hunter/office/audit.js';
import type { Directory } from '../../hunter/ports/directory.js';
import type { Command } from '../answering/command.js';
import type { Gate } from '../answering/gate.js';
import { within } from '../slack/within.js';
import { type AsideNeeds, setAside } from './aside.js';
import { findRows, lineRows, parseLines } from './line-list.js';
import { type ListNeeds, lines } from './list.js';
import { type SyncNeeds, sync } from './sync.js';

/** The longest a person waits for RingCentral when they ask about one extension. */
const LOOK_WITHIN_MS = 4_000;

/** What `/irs-hunt lines` takes. */
interface LinesNeeds extends ListNeeds, SyncNeeds, AsideNeeds {
  readonly directory: Directory;
  readonly audit: Pick<Audit, 'record'>;
  readonly gate: Pick<Gate, 'refusal'>;
}

/** `/irs-hunt lines …`: the list, or an admin's action on lines. */
export const linesCommand: Command<LinesNeeds> = {
  verb: 'lines',
  act: 'see-lines',
  usage: [
    '`/irs-hunt lines [name or number | can | cannot | aside | in use]` shows what each extension can do, and how to fix one that can’t call.',
    'Admins: `/irs-hunt lines sync`, `lines aside 201`, `lines back 201`.',
  ],
  async run(needs, { user, rest }) {
    const ask = parseLines(rest);
    if (ask.kind === 'list') {
      await lookAtOne(needs, ask.query.words);
      return lines(needs, user, ask.query);
    }
    const refusal = await needs.gate.refusal(ask.kind === 'sync' ? 'sync-lines' : 'set-line-aside', user);
    if (refusal !== undefined) return refusal;
    if (ask.kind === 'sync') return sync(needs, user, ask.everything);
    return setAside(needs, user, ask.kind, ask.numbers);
  },
};

/** Asking about one extension re-reads it from RingCentral, in case it was just fixed. */
async function lookAtOne({ directory }: Pick<LinesNeeds, 'directory'>, words: string): Promise<void> {
  const rows = lineRows(directory.extensions(), { pools: [], setAside: [], inUse: new Set() });
  const [one, other] = words === '' ? [] : findRows(rows, { filter: 'cannot', words, page: 0 });
  if (one === undefined || (other !== undefined && one.extension.number !== words)) return;
  if (one.extension.obstacle === 'wrong-type') return;
  await within(LOOK_WITHIN_MS, directory.lookAgain(one.extension.id), () => undefined);
}
