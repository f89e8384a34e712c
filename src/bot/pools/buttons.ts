import type { Audit } from '../../hunter/office/audit.js';
import type { Pool } from '../../hunter/office/rights.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { lineOption } from '../lines/lines.js';
import { readListValue } from '../lines/list-actions.js';
import type { LineFacts } from '../lines/usable.js';
import { LIMITS } from '../slack/limits.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import type { UserGroups } from '../slack/user-groups.js';
import { type PoolsNeeds, pools } from './list.js';
import { groupOption, poolForm } from './pool-form.js';

/** What opening the pool form takes. */
export interface EditPoolNeeds extends GatedNeeds, Pick<LineFacts, 'directory' | 'pools'> {
  readonly userGroups: UserGroups;
}

/** What deleting a pool takes. */
export interface DeletePoolNeeds extends GatedNeeds, PoolsNeeds {
  readonly audit: Pick<Audit, 'record'>;
}

const GONE = 'This pool is gone. `/irs-hunt pools` shows the current ones.';

function poolIdOf({ action }: ButtonArgs): string | undefined {
  return action.type === 'button' ? readListValue(action.value).pool : undefined;
}

/** A pool's lines as options, including those that can no longer call, with a remark about lines that are gone. */
function linesOf({ directory }: Pick<LineFacts, 'directory'>, { lineIds }: Pool) {
  const extensions = new Map(directory.extensions().map((each) => [each.line?.id ?? each.id, each]));
  const found = lineIds.flatMap((id) => extensions.get(id) ?? []);
  const options = found.map(({ id, number, name, line }) =>
    line === undefined
      ? lineOption(
          { id, extensionId: id, extensionNumber: number, name, number: 'cannot call now', deviceId: '' },
          false,
        )
      : lineOption(line, false),
  );
  const gone = lineIds.length - found.length;
  const remark =
    gone === 0
      ? undefined
      : `${gone} ${gone === 1 ? 'line of this pool is' : 'lines of this pool are'} no longer in the account; saving leaves ${gone === 1 ? 'it' : 'them'} out.`;
  return { lines: options.slice(0, LIMITS.options), remark };
}

/** *New pool* and *Edit*. */
export function onEditPool(needs: EditPoolNeeds) {
  return guarded<ButtonArgs>(needs, 'edit-pool', buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const { body, client } = args;
    const answer = (text: string) => tell(needs.client, needs.log, buttonAddressee(args), text);
    const refusal = await needs.gate.refusal('edit-pools', body.user.id);
    if (refusal !== undefined) return answer(refusal);
    const id = poolIdOf(args);
    const pool = needs.pools.get().find((each) => each.id === id);
    if (id !== undefined && pool === undefined) return answer(GONE);
    const own = pool === undefined ? { lines: [] } : linesOf(needs, pool);
    const groups = (pool?.groups ?? []).length === 0 ? [] : await needs.userGroups.all();
    const named = (pool?.groups ?? []).map(
      (group) => groups.find((each) => each.id === group) ?? { id: group, name: group },
    );
    const view = poolForm({ channel: body.channel?.id, pool, groups: named.map(groupOption), ...own });
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
}

/** *Delete*, after a confirmation. Redraws the list. */
export function onDeletePool(needs: DeletePoolNeeds) {
  return guarded<ButtonArgs>(needs, 'delete-pool', buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const user = args.body.user.id;
    const answer = (text: string) => tell(needs.client, needs.log, buttonAddressee(args), text);
    const refusal = await needs.gate.refusal('edit-pools', user);
    if (refusal !== undefined) return answer(refusal);
    const id = poolIdOf(args);
    const pool = needs.pools.get().find((each) => each.id === id);
    if (pool === undefined) return answer(GONE);
    await needs.pools.change((known) => known.filter((each) => each.id !== id));
    needs.audit.record({ by: user, act: 'pool', outcome: 'done', about: pool.name, why: 'deleted' });
    await args.respond({ ...(await pools(needs, user)), response_type: 'ephemeral', replace_original: true });
    await answer(`Deleted the pool ${plainly(pool.name)}.`);
  });
}
