import { countOf, idOf, type JsonObject, jsonOf, objectOf, textOf } from '../api/readers.js';

/** What it takes to recover a connection; the one with the highest sequence is the newest. */
export interface Wsc {
  readonly token: string;
  readonly sequence: number;
}

/** A frame of the WebSocket: `[meta, body]`. */
export interface EventFrame {
  readonly type: 'details' | 'reply' | 'notification' | 'error' | 'other';
  readonly messageId?: string;
  readonly status?: number;
  readonly wsc?: Wsc;
  readonly body: unknown;
}

const TYPES: Readonly<Record<string, EventFrame['type']>> = {
  ConnectionDetails: 'details',
  ClientRequest: 'reply',
  ServerNotification: 'notification',
  Error: 'error',
};

/** Reads a frame; anything unknown becomes `other`, and is still a sign of life. */
export function readFrame(text: string): EventFrame {
  const json = jsonOf(text);
  const [first, body] = Array.isArray(json) ? (json as unknown[]) : [];
  const meta = objectOf(first);
  const messageId = idOf(meta.messageId);
  const status = countOf(meta.status);
  const wsc = wscOf(objectOf(meta.wsc));
  return {
    type: TYPES[textOf(meta.type) ?? ''] ?? 'other',
    ...(messageId === undefined ? {} : { messageId }),
    ...(status === undefined ? {} : { status }),
    ...(wsc === undefined ? {} : { wsc }),
    body,
  };
}

/** The newer of two: the one with the higher sequence. */
export function newerWsc(known: Wsc | undefined, seen: Wsc | undefined): Wsc | undefined {
  return seen && (!known || seen.sequence > known.sequence) ? seen : known;
}

/** A REST call over the WebSocket. */
export function requestFrame(messageId: string, method: 'POST' | 'PUT', path: string, body: JsonObject): string {
  return JSON.stringify([{ type: 'ClientRequest', messageId, method, path }, body]);
}

export function heartbeatFrame(messageId: string): string {
  return JSON.stringify([{ type: 'Heartbeat', messageId }]);
}

function wscOf(wsc: JsonObject): Wsc | undefined {
  const token = textOf(wsc.token);
  return token === undefined ? undefined : { token, sequence: countOf(wsc.sequence) ?? 0 };
}
