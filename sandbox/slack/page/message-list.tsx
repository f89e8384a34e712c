import { useEffect, useRef } from 'react';
import type { PageMessage } from '../page-protocol.js';
import { MessageRow } from './message-row.js';

interface Props {
  readonly messages: readonly PageMessage[];
  readonly empty: string;
  readonly inThread?: boolean;
  readonly onThread?: (message: { channel: string; ts: string }) => void;
}

const SAME_BREATH_S = 300;
const NEAR_PX = 120;

/** Messages in order; stays at the end when new ones come and one was there. */
export function MessageList({ messages, empty, inThread = false, onThread }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const wasNear = useRef(true);
  const last = messages.at(-1)?.ts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last message is what makes it scroll
  useEffect(() => {
    if (wasNear.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [last]);
  return (
    <div
      className="messages"
      role="log"
      aria-label={inThread ? 'Replies' : 'Messages'}
      ref={list}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        wasNear.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      <div className="messages-inner">
        {messages.length === 0 && <p className="empty">{empty}</p>}
        {messages.map((message, index) => (
          <MessageRow
            key={message.ts}
            message={message}
            follows={follows(messages[index - 1], message)}
            inThread={inThread}
            {...(onThread && { onThread })}
          />
        ))}
      </div>
    </div>
  );
}

/** Written by the same author shortly after: shown without a face. */
function follows(before: PageMessage | undefined, message: PageMessage): boolean {
  if (!before || before.user !== message.user || before.isEphemeral !== message.isEphemeral || message.broadcast)
    return false;
  return Number(message.ts) - Number(before.ts) < SAME_BREATH_S;
}
