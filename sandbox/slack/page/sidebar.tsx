import type { PhoneState } from '../page-protocol.js';
import { Avatar } from './avatar.js';
import { usePage } from './page-context.js';

/** What the middle of the page shows. */
export type Place =
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'app'; readonly tab: 'home' | 'messages' };

interface Props {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
  readonly onBecome: (person: string) => void;
}

const PHONE_WORDS: Readonly<Record<PhoneState, string>> = {
  idle: 'phone idle',
  ringing: 'phone rings',
  talking: 'on the phone',
};

/** Workspace, who you are, channels and the app. */
export function Sidebar({ place, onGo, onBecome }: Props) {
  const { snapshot, act } = usePage();
  const goHome = (): void => {
    onGo({ kind: 'app', tab: 'home' });
    void act({ kind: 'open-home', tab: 'home' });
  };
  return (
    <nav className="sidebar" aria-label="Workspace">
      <h1 className="workspace">Practice Tax</h1>
      <fieldset className="people">
        <legend>You are</legend>
        {snapshot.people.map((person) => (
          <label key={person.id} className={person.id === snapshot.you ? 'person chosen' : 'person'}>
            <input type="radio" name="you" checked={person.id === snapshot.you} onChange={() => onBecome(person.id)} />
            <Avatar id={person.id} name={person.name} />
            <span className="person-name">{person.name}</span>
            {person.phone && person.phone !== 'idle' && (
              <span className={`badge ${person.phone}`}>{PHONE_WORDS[person.phone]}</span>
            )}
          </label>
        ))}
      </fieldset>
      <h2 className="side-heading">Channels</h2>
      <ul className="places">
        {snapshot.channels
          .filter((channel) => channel.kind === 'channel')
          .map((channel) => (
            <li key={channel.id}>
              <button
                type="button"
                className="place"
                aria-current={place.kind === 'channel' && place.channel === channel.id ? 'page' : undefined}
                onClick={() => onGo({ kind: 'channel', channel: channel.id })}
              >
                <span aria-hidden="true">#</span> {channel.name}
              </button>
            </li>
          ))}
      </ul>
      <h2 className="side-heading">Apps</h2>
      <ul className="places">
        <li>
          <button
            type="button"
            className="place"
            aria-current={place.kind === 'app' ? 'page' : undefined}
            onClick={goHome}
          >
            <Avatar id={snapshot.app.id} name={snapshot.app.name} small /> {snapshot.app.name}
          </button>
        </li>
      </ul>
      <p className="note">A practice world. Nobody is called for real.</p>
    </nav>
  );
}
