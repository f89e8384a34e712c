import type { Audit } from '../../hunter/office/audit.js';
import { plainly } from '../slack/mrkdwn.js';
import type { LineFacts } from './usable.js';

/** What setting lines aside takes. */
export interface AsideNeeds extends Pick<LineFacts, 'directory' | 'setAside'> {
  readonly audit: Pick<Audit, 'record'>;
}

/** Sets lines aside (“not for hunting”) or brings them back, by extension number. Returns what was done, in words. */
export async function setAside(
  { directory, setAside: aside, audit }: AsideNeeds,
  user: string,
  how: 'aside' | 'back',
  numbers: readonly string[],
): Promise<string> {
  const found = numbers.map((number) => directory.extensions().find((each) => each.number === number));
  const missing = numbers.filter((_, index) => found[index] === undefined);
  if (missing.length > 0)
    return `There is no extension ${plainly(missing.join(', '))}. Nothing changed; \`/irs-hunt lines\` lists all extensions.`;
  const ids = new Set(found.flatMap((each) => (each === undefined ? [] : [each.line?.id ?? each.id])));
  await aside.change((known) => {
    const others = known.filter((id) => !ids.has(id));
    return how === 'aside' ? [...others, ...ids] : others;
  });
  const which = numbers.join(', ');
  const act = how === 'aside' ? 'set aside' : 'brought back';
  audit.record({ by: user, act: 'lines', outcome: 'done', about: `extension ${which}`, why: act });
  return how === 'aside'
    ? `Set aside: ${plainly(which)}. No new hunt uses ${ids.size === 1 ? 'it' : 'them'} until \`/irs-hunt lines back ${plainly(numbers.join(' '))}\`; running hunts continue.`
    : `Back for hunting: ${plainly(which)}.`;
}
