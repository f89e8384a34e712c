import { inspect } from 'node:util';
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';

/** A log with child logs, such as a pino logger. */
export interface ParentLog extends Log {
  child(fields: Record<string, string>): Log;
}

/** Secrets, and anything that may identify a person or a client: tokens, e-mail addresses, user ids, phone numbers, URL queries. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, '[token]'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, '[e-mail]'],
  [/\b[UW][A-Z0-9]{6,}\b/g, '[person]'],
  [/\+?\d(?:[ ().-]*\d){6,}/g, '[number]'],
  [/\?\S+/g, '?[query]'],
];
const LONGEST = 300;

/** A text that is safe to log: one line, shortened, without personal data. */
export function harmless(text: string): string {
  const plain = PERSONAL.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text.replace(/\s+/g, ' '));
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** The SDK puts the message first and an error anywhere. Payload objects are left out. */
function split(args: readonly unknown[]): { readonly message: string; readonly code?: string } {
  const error = args.find((arg): arg is Error => arg instanceof Error);
  const words = args.filter((arg) => typeof arg === 'string' || typeof arg === 'number').join(' ');
  const message = words === '' ? (error?.message ?? inspect(typeof args[0])) : words;
  const code = error === undefined ? undefined : 'code' in error ? String(error.code) : error.name;
  return { message: harmless(message), ...(code === undefined ? {} : { code }) };
}

/**
 * Writes the Slack SDK's log to ours. Its debug lines print whole payloads (client names, phone numbers), so debug is dropped;
 * `getLevel` says so, and the SDK does not even build them.
 */
export function sdkLogger(log: ParentLog): Logger {
  let out = log.child({ part: 'slack-sdk' });
  const write = (level: 'info' | 'warn' | 'error', args: readonly unknown[]) => {
    const { message, code } = split(args);
    out[level]({ sdk: message, ...(code === undefined ? {} : { code }) }, 'the Slack SDK says');
  };
  return {
    debug: () => undefined,
    info: (...args) => write('info', args),
    warn: (...args) => write('warn', args),
    error: (...args) => write('error', args),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: (name) => {
      out = log.child({ part: 'slack-sdk', sdkPart: name });
    },
  };
}
