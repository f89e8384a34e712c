/** A SIP message as the scripted server sees it: read and written here anew, without the code under test. */
export interface Msg {
  readonly start: string;
  readonly method: string;
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

export function one(message: Msg, name: string): string {
  return message.headers.get(name.toLowerCase())?.[0] ?? '';
}

export function readMessage(text: string): Msg {
  const split = text.indexOf('\r\n\r\n');
  const [start = '', ...lines] = text.slice(0, split).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(at + 1).trim()]);
  }
  const response = /^SIP\/2\.0 (\d+)/.exec(start);
  return {
    start,
    method: response === null ? (start.split(' ')[0] ?? '') : '',
    status: Number(response?.[1] ?? 0),
    headers,
    body: text.slice(split + 4),
  };
}

/** Cuts what has come into whole messages; returns the rest. */
export function cut(text: string): { readonly messages: Msg[]; readonly rest: string } {
  const messages: Msg[] = [];
  let rest = text;
  for (;;) {
    const head = rest.indexOf('\r\n\r\n');
    if (head < 0) return { messages, rest };
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(rest.slice(0, head))?.[1] ?? 0);
    const end = head + 4 + length;
    if (rest.length < end) return { messages, rest };
    messages.push(readMessage(rest.slice(0, end)));
    rest = rest.slice(end);
  }
}

export function write(start: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [start, ...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}
