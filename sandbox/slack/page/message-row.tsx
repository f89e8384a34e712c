import type { Json } from '../json.js';
import type { PageMessage } from '../page-protocol.js';
import { Avatar } from './avatar.js';
import { Blocks } from './blocks.js';
import { nameOf, usePage } from './page-context.js';
import { SurfaceContext, useSurface } from './surface.js';

interface Props {
  readonly message: PageMessage;
  readonly follows: boolean;
  readonly inThread: boolean;
  readonly onThread?: (message: { channel: string; ts: string }) => void;
}

/** One message with its blocks, marks and replies. */
export function MessageRow({ message, follows, inThread, onThread }: Props) {
  const { snapshot } = usePage();
  const surface = useSurface({ channel: message.channel, ts: message.ts }, message.blocks);
  const name = nameOf(snapshot, message.user);
  const blocks: readonly Json[] =
    message.blocks.length > 0
      ? message.blocks
      : [{ type: 'section', text: { type: 'mrkdwn', text: message.text }, block_id: 'text' }];
  const isApp = message.user === snapshot.app.id;
  const classes = ['message', follows && 'follows', message.isEphemeral && 'ephemeral'];
  return (
    <article
      className={classes.filter(Boolean).join(' ')}
      aria-label={`${name}: ${plain(message.text)}`}
      data-ts={message.ts}
    >
      <div className="gutter">{follows ? <Time ts={message.ts} /> : <Avatar id={message.user} name={name} />}</div>
      <div className="message-body">
        {message.isEphemeral && (
          <p className="only-you">
            <EyeMark /> Only visible to you
          </p>
        )}
        {message.broadcast && !inThread && (
          <p className="replied">
            replied to a thread
            {onThread && (
              <button
                type="button"
                className="link"
                onClick={() => onThread({ channel: message.channel, ts: message.threadTs ?? message.ts })}
              >
                View thread
              </button>
            )}
          </p>
        )}
        {!follows && (
          <p className="by">
            <strong>{name}</strong>
            {isApp && <span className="app-mark">APP</span>}
            <Time ts={message.ts} />
          </p>
        )}
        <SurfaceContext value={surface}>
          <Blocks blocks={blocks} />
        </SurfaceContext>
        {message.files.map((file) => (
          <p className="file" key={file.url}>
            <a href={file.url} download={file.name}>
              {file.title}
            </a>
          </p>
        ))}
        {message.isEdited && <span className="edited">(edited)</span>}
        {message.reactions.length > 0 && (
          <p className="reactions">{message.reactions.map((each) => `:${each}:`).join(' ')}</p>
        )}
        {!inThread && onThread && !message.isEphemeral && <Replies message={message} onThread={onThread} />}
      </div>
    </article>
  );
}

function Replies({
  message,
  onThread,
}: {
  readonly message: PageMessage;
  readonly onThread: (message: { channel: string; ts: string }) => void;
}) {
  const { snapshot } = usePage();
  const root = message.threadTs ?? message.ts;
  const replies = snapshot.messages.filter((each) => each.threadTs === root && !each.isEphemeral);
  const open = (): void => onThread({ channel: message.channel, ts: root });
  if (message.threadTs) return null;
  if (replies.length === 0)
    return (
      <button type="button" className="link reply" onClick={open}>
        Reply in thread
      </button>
    );
  const authors = [...new Set(replies.map((each) => each.user))].slice(0, 4);
  return (
    <button type="button" className="replies" onClick={open}>
      {authors.map((id) => (
        <Avatar key={id} id={id} name={nameOf(snapshot, id)} small />
      ))}
      <span className="link">
        {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      </span>
      <span className="last-reply">
        Last reply <Time ts={replies.at(-1)?.ts ?? root} />
      </span>
    </button>
  );
}

function Time({ ts }: { readonly ts: string }) {
  const date = new Date(Number(ts) * 1000);
  return (
    <time className="time" dateTime={date.toISOString()}>
      {date.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })}
    </time>
  );
}

function EyeMark() {
  return (
    <svg
      viewBox="0 0 24 24"
      width="14"
      height="14"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z" />
      <circle cx="12" cy="12" r="3" />
    </svg>
  );
}

/** The text without markup, for a name that is read aloud. */
function plain(text: string): string {
  return text
    .replace(/<[^>|]*\|([^>]*)>/g, '$1')
    .replace(/[<>*_~`]/g, '')
    .slice(0, 120);
}
