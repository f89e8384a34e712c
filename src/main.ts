import { assemble, type HoldHunter } from './assemble.js';
import { ConfigError, loadConfig } from './config.js';
import { createLog } from './log.js';

/** A stop that is not done this long after its grace period is cut short. */
const STOP_WITHIN_MS = 25_000;

async function main(): Promise<void> {
  const config = loadConfig({ ...process.env, ...roleOf(process.argv.slice(2)) });
  const log = createLog(config.LOG_LEVEL);
  const holdHunter = assemble(config, log);

  let _stopping: Promise<void> | undefined;
  const stop = (exitCode: number): void => {
    const withinMs = STOP_WITHIN_MS + config.STOP_GRACE_SECONDS * 1000;
    _stopping ??= end(holdHunter, { exitCode, withinMs }, (error) => log.error({ err: error }, 'Stopping failed'));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal }, 'Asked to stop');
      stop(0);
    });
  }
  // An unhandled rejection (the Slack SDK causes some) says nothing about the calls, so keep running.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'Unhandled promise rejection'));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'Uncaught error: the bot stops and must be restarted');
    stop(1);
  });

  try {
    await holdHunter.start();
  } catch (error) {
    log.fatal({ err: error }, 'Hold Hunter could not start');
    stop(1);
  }
}

/** `--role=bot` overrides `ROLE` from the environment. */
function roleOf(args: readonly string[]): { readonly ROLE?: string } {
  const unknown = args.find((arg) => !arg.startsWith('--role='));
  if (unknown !== undefined)
    throw new Error(`${unknown} is not an option of Hold Hunter: use --role=all, --role=bot or --role=hunter.`);
  const role = args.at(-1)?.slice('--role='.length);
  return role === undefined ? {} : { ROLE: role };
}

async function end(
  holdHunter: HoldHunter,
  { exitCode, withinMs }: { readonly exitCode: number; readonly withinMs: number },
  complain: (error: unknown) => void,
): Promise<void> {
  setTimeout(() => process.exit(exitCode), withinMs).unref();
  await holdHunter.stop().catch(complain);
  process.exit(exitCode);
}

main().catch((error: unknown) => {
  // Nothing runs yet and there may be no log, so tell the person at the terminal in plain words.
  const known = error instanceof ConfigError || error instanceof Error;
  process.stderr.write(`${known ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
