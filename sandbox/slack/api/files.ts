import { APP } from '../ids.js';
import { objectsOf, textOf } from '../json.js';
import { type Handler, Refusal } from './method.js';

/** The message that shares a file appears a moment after the answer. */
const SHARED_AFTER_MS = 20;
const MOST_BYTES = 1024 ** 3;

/** The two methods around an upload. */
export const FILES: Readonly<Record<string, Handler>> = {
  'files.getUploadURLExternal': (args, world) => {
    const length = Number(args.length);
    if (!Number.isInteger(length) || length <= 0 || length > MOST_BYTES) throw new Refusal('invalid_arguments');
    const { id, uploadUrl } = world.files.announce(String(args.filename), length);
    return { upload_url: uploadUrl, file_id: id };
  },

  'files.completeUploadExternal': (args, world) => {
    const given = textOf(args.channel_id);
    const channel = given === undefined ? undefined : world.workspace.channel(given);
    if (given !== undefined && channel === undefined) throw new Refusal('channel_not_found');
    if (channel?.members.has(APP.userId) === false) throw new Refusal('not_in_channel');
    const files = objectsOf(args.files).map((each) => world.files.complete(String(each.id), textOf(each.title)));
    if (files.length === 0) throw new Refusal('invalid_arguments');
    const done = files.filter((file) => file !== undefined);
    if (done.length < files.length) throw new Refusal('file_not_found');
    if (channel !== undefined) {
      const share = () =>
        world.workspace.post({
          ...{ channel: channel.id, user: APP.userId, text: textOf(args.initial_comment) ?? '', blocks: [] },
          files: done,
        });
      setTimeout(share, SHARED_AFTER_MS).unref();
    }
    return { files: done.map(({ id, title }) => ({ id, title })) };
  },
};
