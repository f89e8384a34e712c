import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Act } from '../page-protocol.js';
import { AppPane } from './app-pane.js';
import { ChannelPane } from './channel-pane.js';
import { perform, useSnapshot } from './live.js';
import { Modal } from './modal.js';
import { type Page, PageContext } from './page-context.js';
import { DeskPhone } from './phone.js';
import { type Place, Sidebar } from './sidebar.js';
import { ThreadPane } from './thread-pane.js';

const TOAST_MS = 6000;

/** The whole page. */
export function App() {
  const [person, setPerson] = useState(() => new URLSearchParams(location.search).get('person') ?? undefined);
  const { snapshot, connected } = useSnapshot(person);
  const [place, setPlace] = useState<Place>({ kind: 'channel', channel: 'C0CALLS' });
  const [thread, setThread] = useState<{ channel: string; ts: string }>();
  const { toast, say } = useToast();
  const you = snapshot?.you;

  const page = useMemo<Page | undefined>(() => {
    if (!snapshot) return undefined;
    return {
      snapshot,
      act: async (act) => {
        const answer = await perform({ ...act, person: snapshot.you } as Act);
        if (answer.unanswered) say(`${snapshot.app.name} didn’t respond in time. Try again?`);
        if (answer.trouble && act.kind !== 'submit') say(answer.trouble);
        return answer;
      },
    };
  }, [snapshot, say]);

  const become = (id: string): void => {
    history.replaceState(null, '', `?person=${id}`);
    setPerson(id);
    setThread(undefined);
    setPlace({ kind: 'channel', channel: 'C0CALLS' });
  };

  if (!page || !snapshot || (person && you !== person))
    return <p className="waiting">Connecting to the practice Slack…</p>;
  return (
    <PageContext value={page}>
      <div className={thread && place.kind === 'channel' ? 'page with-thread' : 'page'}>
        <Sidebar
          place={place}
          onGo={(next) => {
            setPlace(next);
            setThread(undefined);
          }}
          onBecome={become}
        />
        {place.kind === 'app' ? (
          <AppPane onTab={(tab) => setPlace({ kind: 'app', tab })} tab={place.tab} />
        ) : (
          <ChannelPane key={place.channel} channel={place.channel} onThread={(message) => setThread(message)} />
        )}
        {thread && place.kind === 'channel' && (
          <ThreadPane key={thread.ts} channel={thread.channel} ts={thread.ts} onClose={() => setThread(undefined)} />
        )}
        {snapshot.modal ? <Modal key={snapshot.modal.id} view={snapshot.modal} /> : <DeskPhone />}
        <div className="toasts" role="alert">
          {toast && <p className="toast">{toast}</p>}
          {!connected && <p className="toast">The practice Slack is gone. Trying to reconnect…</p>}
        </div>
      </div>
    </PageContext>
  );
}

function useToast(): { readonly toast: string | undefined; readonly say: (words: string) => void } {
  const [toast, setToast] = useState<string>();
  const timer = useRef<number>(undefined);
  const say = useCallback((words: string) => {
    window.clearTimeout(timer.current);
    setToast(words);
    timer.current = window.setTimeout(() => setToast(undefined), TOAST_MS);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { toast, say };
}
