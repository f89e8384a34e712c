import { useRef, useState } from 'react';
import { usePage } from './page-context.js';

interface Props {
  readonly channel: string;
  readonly label: string;
  readonly threadTs?: string;
}

/** Where one writes; a line that begins with a slash is a command. */
export function Composer({ channel, label, threadTs }: Props) {
  const { snapshot, act } = usePage();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const hints = /^\/\S*$/.test(text)
    ? snapshot.commands.filter((command) => command.startsWith(text) && command !== text)
    : [];
  const send = (): void => {
    if (text.trim() === '') return;
    void act({ kind: 'say', channel, text, ...(threadTs && { threadTs }) });
    setText('');
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {hints.length > 0 && (
        <ul className="hints">
          {hints.map((command) => (
            <li key={command}>
              <button
                type="button"
                onClick={() => {
                  setText(`${command} `);
                  field.current?.focus();
                }}
              >
                <strong>{command}</strong> <span>{snapshot.app.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={label}
        placeholder={label}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Tab' && hints[0]) {
            event.preventDefault();
            setText(`${hints[0]} `);
          }
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" className="send" aria-label="Send" disabled={text.trim() === ''}>
        ➤
      </button>
    </form>
  );
}
