import { inspect } from 'node:util';
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../hunter/base/log.js';

/** A log that can stamp all lines of one part; a pino logger is one. */
export interface ParentLog extends Log {
  child(fields: Record<string, string>): Log;
}

/** Anything that may name a person or a client: mentions, e-mail addresses, runs of digits, tokens, urls' queries. */
const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, '[token]'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, '[e-mail]'],
  [/\b[UW][A-Z0-9]{6,}\b/g, '[person]'],
  [/\+?\d(?:[ ().-]*\d){6,}/g, '[number]'],
  [/\?\S+/g, '?[query]'],
];
const LONGEST = 300;

/** What may be kept of a text by the SDK: one line, shortened, without personal data. */
export function harmless(text: string): string {
  const plain = PERSONAL.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text.replace(/\s+/g, ' '));
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** The SDK puts the message first and an error anywhere; payload objects are left out. */
function split(args: readonly unknown[]): { readonly message: string; readonly code?: string } {
  const error = args.find((arg): arg is Error => arg instanceof Error);
  const words = args.filter((arg) => typeof arg === 'string' || typeof arg === 'number').join(' ');
  const message = words === '' ? (error?.message ?? inspect(typeof args[0])) : words;
  const code = error === undefined ? undefined : 'code' in error ? String(error.code) : error.name;
  return { message: harmless(message), ...(code === undefined ? {} : { code }) };
}

/**
 * The Slack SDK's log as lines of ours. Its debug lines print whole payloads (client names, phone numbers), so debug is
 * never passed on, and `getLevel` says so: the SDK then does not even build them.
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
