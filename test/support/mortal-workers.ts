import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

/** Loaded into a bot before its own code (`--import`): on SIGUSR2, kills the workers of the file named in `MORTAL_WORKER`. */
const mortal = process.env.MORTAL_WORKER ?? '';
const alive = new Set<threads.Worker>();

if (mortal !== '' && threads.isMainThread) {
  threads.Worker = class extends threads.Worker {
    constructor(file: string | URL, options?: threads.WorkerOptions) {
      super(file, options);
      if (!String(file).endsWith(mortal)) return;
      alive.add(this);
      this.once('exit', () => alive.delete(this));
    }
  };
  syncBuiltinESMExports();
  process.on('SIGUSR2', () => {
    for (const worker of alive) void worker.terminate();
  });
}
