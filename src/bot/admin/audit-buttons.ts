import { auditCsv } from '../../hunter/office/audit-csv.js';
import { type ButtonArgs, buttonAddressee } from '../answering/button.js';
import { guarded } from '../answering/guarded.js';
import type { BotParts } from '../parts.js';
import { slackFailure } from '../slack/errors.js';
import { acknowledge, tell } from '../slack/tell.js';
import { auditEntries, MOST_ENTRIES } from './audit.js';
import { type AuditSpot, filterWords, readSpot } from './audit-filter.js';
import { auditMessage } from './audit-message.js';

/** A button under the audit: the person must still be one who may see it. Answers what to tell, if anything. */
function onAuditButton(
  parts: BotParts,
  name: string,
  act: (args: ButtonArgs, spot: AuditSpot) => Promise<string | undefined>,
) {
  return guarded<ButtonArgs>(parts, name, buttonAddressee, async (args) => {
    await acknowledge(args.ack, parts.log);
    const spot = readSpot(args.action.type === 'button' ? args.action.value : undefined);
    const refusal = await parts.gate.refusal('see-audit', args.body.user.id);
    const gone = spot === undefined ? 'This button is not one I know. Type `/irs-hunt audit` again.' : undefined;
    const answer = refusal ?? gone ?? (spot && (await act(args, spot)));
    if (answer !== undefined) await tell(parts.client, parts.log, buttonAddressee(args), answer);
  });
}

/** `Older`, `Newer`: the page takes the place of the one before. */
export function onAuditPage(parts: BotParts) {
  return onAuditButton(parts, 'audit-page', async ({ respond }, spot) => {
    const page = auditMessage(await auditEntries(parts, spot, spot.to), spot);
    await respond({ ...page, response_type: 'ephemeral', replace_original: true });
    return undefined;
  });
}

/** `Export CSV`: the file goes to the admin's own messages with the bot, and the export is audited. */
export function onAuditExport(parts: BotParts) {
  return onAuditButton(parts, 'audit-export', async ({ body }, spot) => {
    const user = body.user.id;
    const entries = await auditEntries(parts, spot, spot.to);
    const about = `exported ${entries.length} entries ${filterWords(spot, (id) => id)}`;
    try {
      await upload(parts, user, auditCsv(entries), `hold-hunter-audit-${isoDate(spot.to)}.csv`);
    } catch (error) {
      const failure = slackFailure(error);
      const why = 'code' in failure ? failure.code : failure.kind;
      parts.audit.record({ by: user, act: 'audit', outcome: 'failed', about, why });
      parts.log.warn({ code: why }, 'An export of the audit did not reach Slack');
      return why === 'missing_scope'
        ? 'Slack does not let me upload files: add the scope files:write to the app and install it again.'
        : `Slack did not take the file (${why}). Try again.`;
    }
    parts.audit.record({ by: user, act: 'audit', outcome: 'done', about });
    const limit = entries.length < MOST_ENTRIES ? '' : ` It holds the newest ${MOST_ENTRIES}: ask for fewer days.`;
    return `The export is in your messages with me (Apps → Hold Hunter).${limit}`;
  });
}

async function upload({ client, files }: BotParts, user: string, csv: string, filename: string): Promise<void> {
  const { channel } = await client.conversations.open({ users: user });
  if (channel?.id === undefined) throw new Error('Slack opened no conversation');
  const words = 'The audit as you asked for it. Times are UTC.';
  await files.filesUploadV2({ channel_id: channel.id, filename, content: csv, initial_comment: words });
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
