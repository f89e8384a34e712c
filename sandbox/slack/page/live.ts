import { useEffect, useState } from 'react';
import type { Act, ActAnswer, Snapshot } from '../page-protocol.js';

const RECONNECT_MS = 1000;

/** What the person sees, as the server pushes it; undefined until the first word from it. */
export function useSnapshot(person: string | undefined): {
  readonly snapshot: Snapshot | undefined;
  readonly connected: boolean;
} {
  const [snapshot, setSnapshot] = useState<Snapshot>();
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    let socket: WebSocket | undefined;
    let again: number | undefined;
    let over = false;
    const connect = (): void => {
      const address = new URL('/page/live', location.href.replace(/^http/, 'ws'));
      if (person) address.searchParams.set('person', person);
      socket = new WebSocket(address);
      socket.onopen = () => setConnected(true);
      socket.onmessage = (event) => setSnapshot(JSON.parse(String(event.data)) as Snapshot);
      socket.onclose = () => {
        setConnected(false);
        if (!over) again = window.setTimeout(connect, RECONNECT_MS);
      };
    };
    connect();
    return () => {
      over = true;
      window.clearTimeout(again);
      socket?.close();
    };
  }, [person]);
  return { snapshot, connected };
}

/** Tells the server what the person did. */
export async function perform(act: Act): Promise<ActAnswer> {
  const response = await fetch('/page/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(act),
  });
  if (!response.ok) return { trouble: await response.text() };
  return (await response.json()) as ActAnswer;
}
