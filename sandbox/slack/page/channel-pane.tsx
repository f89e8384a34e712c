import { Composer } from './composer.js';
import { MessageList } from './message-list.js';
import { usePage } from './page-context.js';

interface Props {
  readonly channel: string;
  readonly onThread: (message: { channel: string; ts: string }) => void;
}

/** A channel: its messages and the composer. */
export function ChannelPane({ channel, onThread }: Props) {
  const { snapshot } = usePage();
  const name = snapshot.channels.find((each) => each.id === channel)?.name ?? channel;
  const messages = snapshot.messages.filter(
    (message) => message.channel === channel && (!message.threadTs || message.broadcast || message.isEphemeral),
  );
  return (
    <main className="pane" aria-label={`Channel ${name}`}>
      <header className="pane-head">
        <h2># {name}</h2>
        <p>
          {snapshot.people.length} people and {snapshot.app.name}
        </p>
      </header>
      <MessageList
        messages={messages}
        onThread={onThread}
        empty={`This is the very beginning of #${name}. Try ${snapshot.commands[0] ?? 'a command'}.`}
      />
      <Composer channel={channel} label={`Message #${name}`} />
    </main>
  );
}
