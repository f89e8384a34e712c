import child from 'node:child_process';
import dgram from 'node:dgram';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import threads from 'node:worker_threads';

/** Loaded before every fast test. A test that opens something anyway fails at once, with a message that says where it belongs. */
function refuse(what: string): () => never {
  return () => {
    throw new Error(
      `A fast test must not open ${what}. It counts as fast since nothing it imports is known to open anything: add the package that does to OPENERS in test/support/fast-files.ts.`,
    );
  };
}

net.Socket.prototype.connect = refuse('a connection');
net.Server.prototype.listen = refuse('a server');
dgram.Socket.prototype.bind = refuse('a UDP socket');
dgram.Socket.prototype.send = refuse('a UDP socket');
threads.Worker = class {
  constructor() {
    refuse('a thread')();
  }
} as unknown as typeof threads.Worker;
child.spawn = refuse('a process');
child.spawnSync = refuse('a process');
child.fork = refuse('a process');
child.exec = refuse('a process') as never;
child.execFile = refuse('a process') as never;
syncBuiltinESMExports();
