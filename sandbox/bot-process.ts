import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The bot as it was built together with this sandbox. */
const BOT = fileURLToPath(new URL('../src/main.js', import.meta.url));

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;
/** A bot that does not stop by itself within this is killed, unless told otherwise. */
const STOP_WITHIN_MS = 8_000;

export interface BotOptions {
  /** The bot's whole environment; from ours it gets only PATH and HOME. */
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  readonly folder: string;
  /** What this process does, when there are several. */
  readonly role?: Role;
  readonly stopWithinMs?: number;
  /** Of the log file, beside `.log`. */
  readonly name?: string;
}

export type Role = 'all' | 'bot' | 'hunter';

/** The real bot, unchanged, as a child process. It can be killed and started again. */
export class BotProcess {
  readonly #options: BotOptions;
  readonly logFile: string;
  #child: ChildProcess | undefined;
  readonly #killAtExit = (): void => {
    this.#child?.kill('SIGKILL');
  };

  constructor(options: BotOptions) {
    this.#options = options;
    this.logFile = join(options.folder, `${options.name ?? 'bot'}.log`);
    process.on('exit', this.#killAtExit);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves once the bot says that it is ready. */
  async start(): Promise<void> {
    if (!existsSync(BOT)) throw new Error(`${BOT} is not there. Run: npm run build`);
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['--enable-source-maps', BOT, ...this.#args()], {
      env: { PATH, HOME, ...this.#options.env, PORT: String(this.#options.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const log = createWriteStream(this.logFile, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('close', () => log.end());
    await this.#ready(child);
  }

  #args(): readonly string[] {
    const { role } = this.#options;
    return role === undefined ? [] : [`--role=${role}`];
  }

  /** How many hunts the process runs, by its metrics; undefined when it does not answer. */
  async hunts(): Promise<number | undefined> {
    const url = `http://127.0.0.1:${this.#options.port}/metrics`;
    const text = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.text(),
      () => '',
    );
    const found = /^hunts_run (\d+)$/m.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  }

  /** Resolves when the bot that runs now has ended. */
  ended(): Promise<'bot-ended'> {
    const child = this.#child;
    if (child === undefined || ended(child)) return Promise.resolve('bot-ended');
    return new Promise((resolve) => child.once('exit', () => resolve('bot-ended')));
  }

  /** As a crash would: no chance to say goodbye. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a deploy would: it may finish what it must, and can be started again. */
  async askToStop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    process.off('exit', this.#killAtExit);
  }

  /** The last lines of the bot's log, for a failure's message. */
  lastWords(lines = 12): string {
    try {
      return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '(no log)';
    }
  }

  async #ready(child: ChildProcess): Promise<void> {
    const giveUpAt = performance.now() + READY_WITHIN_MS;
    while (performance.now() < giveUpAt) {
      if (ended(child)) {
        await pause(LOOK_EVERY_MS);
        throw new Error(`the bot ended while starting (${child.exitCode ?? child.signalCode}):\n${this.lastWords()}`);
      }
      if (await answers(`http://127.0.0.1:${this.#options.port}/readyz`)) return;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`the bot was not ready within ${READY_WITHIN_MS / 1000} s:\n${this.lastWords()}`);
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === undefined || ended(child)) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), this.#options.stopWithinMs ?? STOP_WITHIN_MS);
    await gone;
    clearTimeout(force);
  }
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
