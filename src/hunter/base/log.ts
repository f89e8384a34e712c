/** Where log lines go; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The same, for those who also tell what only somebody searching for a fault reads. */
export interface DebugLog extends Log {
  debug(fields: object, message: string): void;
}
