import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { Answer, Command } from '../answering/command.js';
import type { GatedNeeds } from '../answering/gate.js';
import { guarded } from '../answering/guarded.js';
import { plainly } from '../slack/mrkdwn.js';
import { acknowledge, tell } from '../slack/tell.js';
import { readCommand } from './read-command.js';
import { COMMANDS, type CommandNeeds, USAGE } from './table.js';

type Args = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

function addressee({ command, respond }: Args) {
  return { user: command.user_id, channel: command.channel_id, respond };
}

/** `/irs-hunt …`. */
export function onCommand(needs: GatedNeeds & CommandNeeds) {
  const { client, log, gate } = needs;
  return guarded<Args>(needs, 'command', addressee, async (args) => {
    const { user_id: user, channel_id: channel, trigger_id: triggerId, text = '' } = args.command;
    const typed = readCommand(text, COMMANDS);
    const [command, rest] = 'command' in typed ? [typed.command, typed.rest] : [noCommand(typed), ''];
    const say = async (answer: Answer | undefined): Promise<void> => {
      if (answer === undefined) return;
      const { text: words, blocks } = messageOf(answer);
      await tell(client, log, addressee(args), words, blocks);
    };
    const act = typeof command.act === 'function' ? command.act(rest) : command.act;
    const run = () => command.run(needs, { user, channel, triggerId, rest });

    if (command.acknowledged === 'at-once') {
      const acknowledged = acknowledge(args.ack, log);
      const refusal = await gate.refusal(act, user);
      const [answer] = await Promise.allSettled([refusal ?? run(), acknowledged]);
      if (answer.status === 'rejected') throw answer.reason;
      return say(answer.value);
    }
    const refusal = await gate.refusal(act, user);
    if (refusal !== undefined || command.acknowledged === 'with-answer') {
      const answer = refusal ?? (await run());
      const response =
        answer === undefined ? undefined : ({ response_type: 'ephemeral', ...messageOf(answer) } as const);
      const heard = await acknowledge(args.ack, log, response);
      return heard ? undefined : say(answer);
    }
    await acknowledge(args.ack, log);
    return say(await run());
  });
}

function messageOf(answer: Answer): Exclude<Answer, string> {
  return typeof answer === 'string' ? { text: answer } : answer;
}

/** The answer to an unknown word: a suggestion, if one is close, and the help. */
function noCommand(typed: { readonly unknown: string; readonly didYouMean?: string }): Command<unknown> {
  const near = typed.didYouMean === undefined ? '' : ` Did you mean \`/irs-hunt ${typed.didYouMean}\`?`;
  const text = `I don’t know “${plainly(typed.unknown)}”.${near}\n${USAGE}`;
  return { verb: typed.unknown, act: 'help', usage: [], acknowledged: 'with-answer', run: () => text };
}
