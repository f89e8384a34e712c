/** The dialog that a REFER wants to replace (RFC 3891), as the client knows it: its own tag is the from-tag. */
export interface ReplacesHeader {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
}

/**
 * Reads `<sip:101@sip.example?Replaces=ID%3Bto-tag%3DT%3Bfrom-tag%3DF>`; undefined when a Refer-To carries none.
 * What is incomplete or cannot be unescaped names no dialog: its fields are empty.
 */
export function replacesOf(referTo: string): ReplacesHeader | undefined {
  const escaped = /[?&]Replaces=([^&>\s]*)/i.exec(referTo)?.[1];
  if (escaped === undefined) return undefined;
  const [callId = '', ...parameters] = unescaped(escaped).split(';');
  const tag = (name: string): string =>
    parameters.map((one) => new RegExp(`^\\s*${name}=(\\S+)`, 'i').exec(one)?.[1]).find(Boolean) ?? '';
  return { callId: callId.trim(), toTag: tag('to-tag'), fromTag: tag('from-tag') };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
