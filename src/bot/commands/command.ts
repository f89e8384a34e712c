import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Act } from '../../hunter/office/rights.js';
import { audit } from '../admin/audit.js';
import { pause, resume } from '../admin/pause.js';
import { settings } from '../admin/settings.js';
import { guarded } from '../answering/guarded.js';
import { destinations } from '../destinations/list.js';
import { linesVerbs } from '../lines/verbs.js';
import type { BotParts } from '../parts.js';
import { link, unlink } from '../people/link.js';
import { openMe } from '../people/me.js';
import { pools } from '../pools/list.js';
import { connect, disconnect } from '../sign-in/connect.js';
import { CONNECT, DISCONNECT, kindOf } from '../sign-in/kind.js';
import { slackFailure } from '../slack/errors.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import { openForm } from '../start/open-form.js';
import { start } from '../start/start.js';
import { status } from '../start/status.js';
import { stop } from '../start/stop.js';
import { teach } from '../start/teach.js';
import { type ParsedCommand, parseCommand } from './command-text.js';
import { USAGE } from './help.js';

type Args = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

function addressee({ command, respond }: Args) {
  return { user: command.user_id, channel: command.channel_id, respond };
}

/** `/irs-hunt …` */
export function onCommand(parts: BotParts) {
  return guarded<Args>(parts, 'command', addressee, async (args) => {
    const { command, ack, client } = args;
    const answer = (text: string, blocks?: Parameters<typeof tell>[4]) =>
      tell(parts.client, parts.log, addressee(args), text, blocks);
    const parsed = parseCommand(command.text ?? '');
    const { user_id: user, channel_id: channel, trigger_id: triggerId } = command;
    if (parsed.verb === 'form' || parsed.verb === 'me') {
      const acknowledged = acknowledge(ack, parts.log);
      const refusal = await parts.gate.refusal(actOf(parsed), user);
      if (refusal !== undefined) return acknowledged.then(() => answer(refusal));
      const opened =
        parsed.verb === 'me'
          ? openMe(parts, client, { triggerId, user })
          : openForm(parts, client, { triggerId, channel, user });
      const [opening] = await Promise.allSettled([opened, acknowledged]);
      if (opening.status === 'fulfilled') return;
      const failure = slackFailure(opening.reason);
      // Slack forgets a trigger id after 3 s: typing again gives a new one.
      if (failure.kind === 'refused' && !failure.code.endsWith('trigger_id')) throw opening.reason;
      const again = parsed.verb === 'me' ? '/irs-hunt me' : '/irs-hunt';
      return answer(`Slack did not open the form in time. Type \`${again}\` again.`);
    }
    const refusal = await parts.gate.refusal(actOf(parsed), user);
    const known = refusal === undefined ? answerFromMemory(parts, parsed) : { text: refusal };
    if (known !== undefined) {
      // The answer rides on the acknowledgement: one message for Slack instead of two requests.
      const heard = await acknowledge(ack, parts.log, { response_type: 'ephemeral', ...known });
      return heard ? undefined : answer(known.text, known.blocks);
    }
    await acknowledge(ack, parts.log);
    if (parsed.verb === 'start') {
      const trouble = await start(parts, { user, channel, triggerId, parsed });
      if (trouble !== undefined) await answer(trouble);
    } else if (parsed.verb === 'teach') {
      const trouble = await teach(parts, { user, channel, triggerId, destination: parsed.rest });
      if (trouble !== undefined) await answer(trouble);
    } else if (parsed.verb === 'lines') {
      const { text, blocks } = await linesVerbs(parts, user, parsed.rest);
      await answer(text, blocks);
    } else if (parsed.verb === 'pools') {
      const { text, blocks } = await pools(parts, user);
      await answer(text, blocks);
    } else if (parsed.verb === 'link') {
      await answer(await link(parts, user, parsed.rest));
    } else if (parsed.verb === 'unlink') {
      await answer(await unlink(parts, user, parsed.rest));
    } else if (parsed.verb === 'connect') {
      await answer(await connect(parts, user, parsed.rest));
    } else if (parsed.verb === 'disconnect') {
      await answer(await disconnect(parts, user, parsed.rest));
    } else if (parsed.verb === 'stop') {
      const { text, blocks } = await stop(parts, user);
      await answer(text, blocks);
    } else {
      const said = await forTheHouse(parts, parsed, args);
      if (said !== undefined) await answer(said.text, said.blocks);
    }
  });
}

/** The commands about the rules of the house, most of them for admins. */
async function forTheHouse(
  parts: BotParts,
  parsed: ParsedCommand,
  { command, client }: Args,
): Promise<{ readonly text: string; readonly blocks?: KnownBlock[] } | undefined> {
  const { user_id: user, channel_id: channel, trigger_id: triggerId } = command;
  switch (parsed.verb) {
    case 'destinations':
      return destinations(parts, user);
    case 'pause':
      return { text: await pause(parts, user, parsed.rest) };
    case 'resume':
      return { text: await resume(parts, user) };
    case 'audit':
      return audit(parts, parsed.rest);
    case 'settings': {
      const trouble = await settings(parts, client, { triggerId, channel });
      return trouble === undefined ? undefined : { text: trouble };
    }
    default:
      return undefined;
  }
}

/** What a command is, in the table of rights. What it is about may ask for more. */
function actOf(parsed: ParsedCommand): Act {
  switch (parsed.verb) {
    case 'form':
    case 'start':
      return 'start-hunt';
    case 'teach':
      return 'teach';
    case 'status':
    case 'stop':
      return 'see-hunts';
    case 'lines':
    case 'pools':
      return 'see-lines';
    case 'me':
      return 'say-who-i-am';
    case 'link':
    case 'unlink':
      return 'confirm-link';
    case 'destinations':
      return 'see-destinations';
    case 'pause':
      return 'pause-hunting';
    case 'resume':
      return 'resume-hunting';
    case 'settings':
      return 'edit-settings';
    case 'audit':
      return 'see-audit';
    case 'connect':
      return CONNECT[kindOf(parsed.rest) ?? 'person'];
    case 'disconnect':
      return DISCONNECT[kindOf(parsed.rest) ?? 'person'];
    case 'help':
    case 'unknown':
      return 'help';
  }
}

/** What can be said at once, without asking anybody; undefined for what takes work. */
function answerFromMemory(
  parts: BotParts,
  parsed: ParsedCommand,
): { readonly text: string; readonly blocks?: KnownBlock[] } | undefined {
  switch (parsed.verb) {
    case 'status':
      return { text: status(parts) };
    case 'help':
      return { text: USAGE };
    case 'unknown': {
      const word = plainly(parsed.word);
      const near = parsed.didYouMean === undefined ? '' : ` Did you mean \`/irs-hunt ${parsed.didYouMean}\`?`;
      return { text: `I do not know “${word}”.${near}\n${USAGE}` };
    }
    default:
      return undefined;
  }
}
