import { handleOf } from '../api/people.js';
import { checkBlocks, withIds } from '../blocks.js';
import type { Reply } from '../delivery.js';
import { APP, TEAM } from '../ids.js';
import { type Json, objectsOf, textOf } from '../json.js';
import type { KeptMessage } from '../workspace.js';
import { type Stage, tellAck } from './stage.js';

/** Slack's own voice. */
const SLACKBOT = 'USLACKBOT';

interface CommandOutcome {
  readonly acknowledgedMs: number | null;
  /** What the person was shown at once: the acknowledgement's text, or Slack's own on a failure. */
  readonly shown?: string;
}

/** A person types a line that begins with a slash. */
export async function typeCommand(
  stage: Stage,
  person: string,
  line: string,
  channelId: string,
): Promise<CommandOutcome> {
  const { workspace } = stage;
  const [, command = '', text = ''] = /^(\/\S*)\s?([\s\S]*)$/.exec(line) ?? [];
  workspace.story.tell('command', { person, text: line });
  if (!stage.commands.includes(command))
    return failed(
      stage,
      person,
      channelId,
      `\`${command || line}\` is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands.`,
    );
  const reply = await stage.delivery.deliver('slash_commands', payloadOf(stage, person, command, text, channelId));
  tellAck(stage, 'command', reply.acknowledgedMs);
  if (reply.acknowledgedMs === null) return failed(stage, person, channelId, failure(command, reply));
  return shown(stage, person, channelId, line, reply);
}

function payloadOf(stage: Stage, person: string, command: string, text: string, channelId: string): Json {
  const channel = stage.workspace.channel(channelId);
  const known = stage.workspace.person(person);
  return {
    ...{ token: 'deprecated-verification-token', team_id: TEAM.id, team_domain: TEAM.domain },
    ...{ channel_id: channelId, channel_name: channel?.name ?? 'privategroup', user_id: person },
    user_name: known ? handleOf(known) : person,
    ...{ command, text: escaped(stage, text), api_app_id: APP.id, is_enterprise_install: 'false' },
    response_url: stage.urls.issue(person, channelId),
    trigger_id: stage.triggers.issue(person),
  };
}

/** The app's manifest has `should_escape`: people and channels arrive by id, as the client wrote them when they were picked. */
function escaped({ workspace }: Stage, text: string): string {
  return text.replace(/(^|\s)([@#])([\w.-]+)/g, (typed, before: string, kind: string, name: string) => {
    const person = kind === '@' ? workspace.people.find((each) => handleOf(each) === name) : undefined;
    const channel = kind === '#' ? workspace.channels().find((each) => each.name === name) : undefined;
    if (person !== undefined) return `${before}<@${person.slackId}|${name}>`;
    return channel === undefined ? typed : `${before}<#${channel.id}|${name}>`;
  });
}

function shown(stage: Stage, person: string, channel: string, line: string, reply: Reply): CommandOutcome {
  const { acknowledgedMs, body } = reply;
  const text = textOf(body.text) ?? '';
  const blocks = objectsOf(body.blocks);
  if (!text && blocks.length === 0) return { acknowledgedMs };
  if (body.blocks !== undefined && checkBlocks(body.blocks, 'message').length > 0)
    return failed(stage, person, channel, `${line.split(' ')[0]} failed with the error "invalid_blocks"`);
  const isPublic = body.response_type === 'in_channel';
  if (isPublic) stage.workspace.post({ channel, user: person, text: line, blocks: [] });
  const draft = { channel, user: APP.userId, text, blocks: withIds(blocks) };
  const message: KeptMessage = stage.workspace.post(isPublic ? draft : { ...draft, ephemeralFor: person });
  return { acknowledgedMs, shown: message.text };
}

function failure(command: string, reply: Reply): string {
  return reply.error === 'operation_timeout'
    ? `${command} failed because the app did not respond (operation_timeout).`
    : `${command} failed with the error "${reply.error ?? 'dispatch_failed'}"`;
}

function failed(stage: Stage, person: string, channel: string, text: string): CommandOutcome {
  stage.workspace.post({ channel, user: SLACKBOT, text, blocks: [], ephemeralFor: person });
  return { acknowledgedMs: null, shown: text };
}
