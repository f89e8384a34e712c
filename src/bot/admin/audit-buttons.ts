import type { webApi } from '@slack/bolt';
import { auditCsv } from '../../hunter/office/audit-csv.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { slackFailure } from '../slack/errors.js';
import { acknowledge, tell } from '../slack/tell.js';
import { type AuditNeeds, auditEntries, MOST_ENTRIES } from './audit.js';
import { type AuditSpot, filterWords, readSpot } from './audit-filter.js';
import { auditMessage } from './audit-message.js';

/** What exporting the audit log takes. */
export interface AuditExportNeeds extends AuditNeeds, GatedNeeds {
  /** For uploads, with a longer time-out. */
  readonly files: webApi.WebClient;
}

/** A button below the audit log. Checks again that the person may see the log. `act` returns what to tell them, if anything. */
function onAuditButton(
  needs: GatedNeeds,
  name: string,
  act: (args: ButtonArgs, spot: AuditSpot) => Promise<string | undefined>,
) {
  return guarded<ButtonArgs>(needs, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, needs.log);
    const spot = readSpot(args.action.type === 'button' ? args.action.value : undefined);
    const refusal = await needs.gate.refusal('see-audit', args.body.user.id);
    const gone = spot === undefined ? 'I don’t know this button. Type `/irs-hunt audit` again.' : undefined;
    const answer = refusal ?? gone ?? (spot && (await act(args, spot)));
    if (answer !== undefined) await tell(needs.client, needs.log, buttonAddressee(args), answer);
  });
}

/** `Older`, `Newer`: the page replaces the one before. */
export function onAuditPage(needs: AuditNeeds & GatedNeeds) {
  return onAuditButton(needs, 'audit-page', async ({ respond }, spot) => {
    const page = auditMessage(await auditEntries(needs, spot, spot.to), spot);
    await respond({ ...page, response_type: 'ephemeral', replace_original: true });
    return undefined;
  });
}

/** `Export CSV`: sends the file to the admin's direct messages with the bot. The export is audited too. */
export function onAuditExport(needs: AuditExportNeeds) {
  return onAuditButton(needs, 'audit-export', async ({ body }, spot) => {
    const user = body.user.id;
    const entries = await auditEntries(needs, spot, spot.to);
    const about = `exported ${entries.length} entries ${filterWords(spot, (id) => id)}`;
    try {
      await upload(needs, user, auditCsv(entries), `hold-hunter-audit-${isoDate(spot.to)}.csv`);
    } catch (error) {
      const failure = slackFailure(error);
      const why = 'code' in failure ? failure.code : failure.kind;
      needs.audit.record({ by: user, act: 'audit', outcome: 'failed', about, why });
      needs.log.warn({ code: why }, 'An export of the audit did not reach Slack');
      return why === 'missing_scope'
        ? 'I may not upload files: add the scope files:write to the Slack app and install it again.'
        : `Slack did not accept the file (${why}). Try again.`;
    }
    needs.audit.record({ by: user, act: 'audit', outcome: 'done', about });
    const limit =
      entries.length < MOST_ENTRIES
        ? ''
        : ` It has only the newest ${MOST_ENTRIES} entries. For all of them, ask for fewer days.`;
    return `The export is in your messages with me (Apps → Hold Hunter).${limit}`;
  });
}

async function upload({ client, files }: AuditExportNeeds, user: string, csv: string, filename: string): Promise<void> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened no conversation');
  const words = 'Your audit log export. Times are UTC.';
  await files.filesUploadV2({ channel_id: channel.id, filename, content: csv, initial_comment: words });
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
