import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

/** Field names that hold secrets. They are redacted down to the depth below before a line is written. */
const SECRET_FIELDS = [
  'token',
  'access_token',
  'refresh_token',
  'accessToken',
  'refreshToken',
  'assertion',
  'password',
  'clientSecret',
  'signingSecret',
  'authorization',
  'Authorization',
  'encryptionKey',
];

/** Field names that hold phone numbers, addresses or words of people. */
const PERSONAL_FIELDS = [
  'phoneNumber',
  'number',
  'from',
  'to',
  'target',
  'email',
  'note',
  'text',
  'userName',
  'username',
];

/** Redaction works by path: a field is covered at the top level and up to three objects deep. */
const DEPTHS = ['', '*.', '*.*.', '*.*.*.'];

const redactedPaths = [...SECRET_FIELDS, ...PERSONAL_FIELDS].flatMap((field) => DEPTHS.map((depth) => depth + field));

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What should not be in a message but may be: a run of digits as long as a phone or tax number. */
const NUMBER_IN_WORDS = /(?<![\w-])\+?\d(?:[\d ().-]{7,}\d)(?![\w-])/g;

/** Replaces phone- and tax-like numbers in a sentence. Ids with letters or dashes around the digits stay. */
export function withoutNumbers(sentence: string): string {
  return sentence.replace(NUMBER_IN_WORDS, '[number]');
}

/**
 * The process's log: fixed sentences as messages, data in fields. Secrets and people's numbers never reach it: known fields are redacted,
 * and error messages lose anything that looks like a number.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { err: serializeError, error: serializeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Errors carry provider payloads (`data`, `response`, `request`), so only name, code, message, stack and cause are kept. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? withoutNumbers(error) : error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    message: withoutNumbers(error.message),
    stack: withoutNumbers(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  };
}
