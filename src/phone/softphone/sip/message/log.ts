/** What a line logs: fixed sentences, with data in fields. Never numbers, keys, passwords or whole SIP messages. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
export type Log = (level: LogLevel, sentence: string, fields?: LogFields) => void;
