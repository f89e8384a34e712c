import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Ask, FromProcess, Passed, ProcessSettings, Role, ToProcess } from './messages.js';

const PROCESS = fileURLToPath(new URL('process.js', import.meta.url));
const BEFORE_SWEEP_MS = 1_000;

/** Processes of the bot, side by side, and what they answer. */
export interface Fleet {
  readonly roles: readonly Role[];
  /** Asks all of them at once. */
  all(what: Ask): Promise<readonly Answer[]>;
  stop(): void;
}

/** Starts a process for each role; more than one share a Redis. */
export async function startFleet(roles: readonly Role[], redisUrl?: string): Promise<Fleet> {
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let ids = 0;
  let stopped = false;
  const children: ChildProcess[] = [];
  const send = (child: ChildProcess | undefined, message: ToProcess): void => void child?.send(message);

  /** People reach one that talks, RingCentral one that hunts: always another than the one it is about, where there is one. */
  const otherFor = (index: number, { is }: Passed): ChildProcess | undefined => {
    const unfit: Role = is === 'event' ? 'bot' : 'hunter';
    const others = [...roles.keys()].map((step) => (index + 1 + step) % roles.length);
    return children[others.find((other) => roles[other] !== unfit) ?? index];
  };

  const start = (role: Role, index: number): Promise<void> =>
    new Promise((ready, fail) => {
      const settings: ProcessSettings = {
        ...{ name: `p${index}`, role, processes: roles.length, keepsEvents: index === roles.length - 1 },
        ...(redisUrl === undefined ? {} : { redisUrl }),
      };
      const execArgv = ['--expose-gc', '--enable-source-maps'];
      const child = fork(PROCESS, [JSON.stringify(settings)], { execArgv });
      children[index] = child;
      child.on('message', (message: FromProcess) => {
        if ('ready' in message) return ready();
        if ('pass' in message) return send(otherFor(index, message.pass), { passed: message.pass });
        waiting.get(message.id)?.resolve(message.answer);
        waiting.delete(message.id);
      });
      child.once('exit', (code) => {
        if (stopped) return;
        const error = new Error(`a process of the bench ended with ${code}`);
        fail(error);
        for (const { reject } of waiting.values()) reject(error);
      });
    });
  await Promise.all(roles.map(start));

  const ask = (child: ChildProcess, what: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      ids += 1;
      waiting.set(ids, { resolve, reject });
      send(child, { id: ids, what });
    });
  return {
    roles,
    async all(what) {
      // What was let go a moment ago is not counted as memory.
      if (what.ask === 'tell' && what.swept === true)
        await new Promise((resume) => setTimeout(resume, BEFORE_SWEEP_MS));
      return Promise.all(children.map((child) => ask(child, what)));
    },
    stop() {
      stopped = true;
      // Each ends itself when nobody talks to it any more.
      for (const child of children) if (child.connected) child.disconnect();
    },
  };
}
