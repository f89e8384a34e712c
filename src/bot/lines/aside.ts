import type { Audit } from '../../hunter/office/audit.js';
import { plainly } from '../slack/mrkdwn.js';
import type { LineFacts } from './usable.js';

/** What setting lines aside takes. */
export interface AsideNeeds extends Pick<LineFacts, 'directory' | 'setAside'> {
  readonly audit: Pick<Audit, 'record'>;
}

/** Sets lines aside ("not for hunting") or brings them back, by extension number. Answers what was done. */
export async function setAside(
  { directory, setAside: aside, audit }: AsideNeeds,
  user: string,
  how: 'aside' | 'back',
  numbers: readonly string[],
): Promise<string> {
  const found = numbers.map((number) => directory.extensions().find((each) => each.number === number));
  const missing = numbers.filter((_, index) => found[index] === undefined);
  if (missing.length > 0)
    return `There is no extension ${plainly(missing.join(', '))}. \`/irs-hunt lines\` shows all of them; nothing was changed.`;
  const ids = new Set(found.flatMap((each) => (each === undefined ? [] : [each.line?.id ?? each.id])));
  await aside.change((known) => {
    const others = known.filter((id) => !ids.has(id));
    return how === 'aside' ? [...others, ...ids] : others;
  });
  const which = numbers.join(', ');
  const act = how === 'aside' ? 'set aside' : 'brought back';
  audit.record({ by: user, act: 'lines', outcome: 'done', about: `extension ${which}`, why: act });
  return how === 'aside'
    ? `Set aside: ${plainly(which)}. No new hunt uses ${ids.size === 1 ? 'it' : 'them'} until \`/irs-hunt lines back ${plainly(numbers.join(' '))}\`; hunts that run go on.`
    : `Back for hunting: ${plainly(which)}.`;
}
