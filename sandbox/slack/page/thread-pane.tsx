import { Composer } from './composer.js';
import { MessageList } from './message-list.js';
import { usePage } from './page-context.js';

interface Props {
  readonly channel: string;
  readonly ts: string;
  readonly onClose: () => void;
}

/** A thread beside its channel. */
export function ThreadPane({ channel, ts, onClose }: Props) {
  const { snapshot } = usePage();
  const messages = snapshot.messages.filter((message) => message.ts === ts || message.threadTs === ts);
  const name = snapshot.channels.find((each) => each.id === channel)?.name ?? '';
  return (
    <aside className="thread" aria-label="Thread">
      <header className="pane-head">
        <h2>Thread</h2>
        <p># {name}</p>
        <button type="button" className="icon" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <MessageList messages={messages} empty="The message is gone." inThread />
      <Composer channel={channel} threadTs={ts} label="Reply…" />
    </aside>
  );
}
