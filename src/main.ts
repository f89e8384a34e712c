import { assemble, type HoldHunter } from './assemble.js';
import { ConfigError, loadConfig } from './config.js';
import { createLog } from './log.js';

/** A stop that has not ended by itself after this is cut short. */
const STOP_WITHIN_MS = 45_000;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = createLog(config.LOG_LEVEL);
  const holdHunter = assemble(config, log);

  let _stopping: Promise<void> | undefined;
  const stop = (exitCode: number): void => {
    _stopping ??= end(holdHunter, exitCode, (error) => log.error({ err: error }, 'The stop did not go well'));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'Asked to stop');
      stop(0);
    });
  }
  // A promise nobody waited for (the Slack SDK has some) says nothing about the calls: they go on.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A promise was rejected and nobody listened'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'Something failed that should not: the bot stops and must be started again');
    stop(1);
  });

  try {
    await holdHunter.start();
  } catch (error) {
    log.fatal({ err: error }, 'Hold Hunter could not start');
    stop(1);
  }
}

async function end(holdHunter: HoldHunter, exitCode: number, complain: (error: unknown) => void): Promise<void> {
  setTimeout(() => process.exit(exitCode), STOP_WITHIN_MS).unref();
  await holdHunter.stop().catch(complain);
  process.exit(exitCode);
}

main().catch((error: unknown) => {
  // Nothing runs yet, and there may be no log: the person at the terminal is told, in words.
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
