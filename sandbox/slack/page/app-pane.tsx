import { objectsOf } from '../json.js';
import type { PageView } from '../page-protocol.js';
import { Blocks } from './blocks.js';
import { Composer } from './composer.js';
import { MessageList } from './message-list.js';
import { usePage } from './page-context.js';
import { SurfaceContext, useSurface } from './surface.js';

interface Props {
  readonly tab: 'home' | 'messages';
  readonly onTab: (tab: 'home' | 'messages') => void;
}

/** The app's own place: its home tab, and the direct messages with it. */
export function AppPane({ tab, onTab }: Props) {
  const { snapshot, act } = usePage();
  const direct = snapshot.channels.find((channel) => channel.kind === 'im');
  const choose = (next: 'home' | 'messages'): void => {
    onTab(next);
    void act({ kind: 'open-home', tab: next });
  };
  return (
    <main className="pane" aria-label={snapshot.app.name}>
      <header className="pane-head">
        <h2>{snapshot.app.name}</h2>
        <div className="tabs" role="tablist" aria-label={snapshot.app.name}>
          {(['home', 'messages'] as const).map((each) => (
            <button key={each} type="button" role="tab" aria-selected={each === tab} onClick={() => choose(each)}>
              {each === 'home' ? 'Home' : 'Messages'}
            </button>
          ))}
        </div>
      </header>
      {tab === 'home' ? (
        <div className="home" role="tabpanel" aria-label="Home">
          {snapshot.home ? (
            <HomeView view={snapshot.home} />
          ) : (
            <p className="empty">{snapshot.app.name} shows nothing here yet.</p>
          )}
        </div>
      ) : (
        <>
          <MessageList
            messages={snapshot.messages.filter((message) => message.channel === direct?.id)}
            empty="No messages yet."
            inThread
          />
          {direct && <Composer channel={direct.id} label={`Message ${snapshot.app.name}`} />}
        </>
      )}
    </main>
  );
}

function HomeView({ view }: { readonly view: PageView }) {
  const blocks = objectsOf(view.given.blocks);
  const surface = useSurface({ viewId: view.id }, blocks);
  return (
    <SurfaceContext value={surface}>
      <Blocks blocks={blocks} />
    </SurfaceContext>
  );
}
