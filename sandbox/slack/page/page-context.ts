import { createContext, useContext } from 'react';
import type { Act, ActAnswer, Snapshot } from '../page-protocol.js';

type Without<T> = T extends unknown ? Omit<T, 'person'> : never;

/** What every part of the page may use. */
export interface Page {
  readonly snapshot: Snapshot;
  /** Does something as the current person; says in a toast when the app did not answer. */
  readonly act: (act: Without<Act>) => Promise<ActAnswer>;
}

export const PageContext = createContext<Page | undefined>(undefined);

/** The page's context. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of the page');
  return page;
}

/** The name to show for a user id. */
export function nameOf(snapshot: Snapshot, id: string): string {
  if (id === snapshot.app.id) return snapshot.app.name;
  if (id === 'USLACKBOT') return 'Slackbot';
  return snapshot.people.find((person) => person.id === id)?.name ?? id;
}
