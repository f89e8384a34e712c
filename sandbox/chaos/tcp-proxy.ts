import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What the network between two ends is like. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Everything arrives this much later, and only this many bytes at a time. */
  | { readonly kind: 'slow'; readonly latencyMs: number; readonly bytesAtOnce: number }
  /** Nothing arrives, without an error; what was sent meanwhile arrives once it is over, since TCP sends it again. */
  | { readonly kind: 'black-hole' }
  /** What is asked arrives, and nothing of what is answered. */
  | { readonly kind: 'unanswered' }
  /** Connections are reset, and so is each new one. */
  | { readonly kind: 'cut' };

const CLEAR: Weather = { kind: 'clear' };
/** Between two pieces of a trickle. */
const TRICKLE_MS = 10;

/** Stands on a port of its own and passes bytes on to another, for better or worse. TLS goes through untouched. */
export class TcpProxy {
  readonly #server: Server;
  readonly #target: number;
  readonly #pipes = new Set<Pipe>();
  #weather: Weather = CLEAR;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (near) => this.#connected(near));
  }

  static async before(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    for (const pipe of this.#pipes) {
      if (weather.kind === 'cut') pipe.reset();
      else pipe.pump();
    }
  }

  async stop(): Promise<void> {
    for (const pipe of this.#pipes) pipe.reset();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connected(near: Socket): void {
    if (this.#weather.kind === 'cut') {
      near.on('error', () => undefined);
      near.resetAndDestroy();
      return;
    }
    const pipe = new Pipe(
      near,
      connect({ host: '127.0.0.1', port: this.#target, noDelay: true, allowHalfOpen: true }),
      () => this.#weather,
    );
    this.#pipes.add(pipe);
    pipe.closed.then(() => this.#pipes.delete(pipe));
  }
}

/** One connection in both directions. */
class Pipe {
  readonly closed: Promise<void>;
  readonly #ways: readonly Way[];
  readonly #ends: readonly Socket[];

  constructor(near: Socket, far: Socket, weather: () => Weather) {
    near.setNoDelay(true);
    this.#ends = [near, far];
    const back = (): Weather => (weather().kind === 'unanswered' ? { kind: 'black-hole' } : weather());
    this.#ways = [new Way(near, far, weather), new Way(far, near, back)];
    for (const end of this.#ends) end.on('error', () => this.reset());
    const closed = this.#ends.map((end) => new Promise((resolve) => end.once('close', resolve)));
    this.closed = Promise.all(closed).then(() => undefined);
  }

  pump(): void {
    for (const way of this.#ways) way.pump();
  }

  reset(): void {
    for (const end of this.#ends) if (!end.destroyed) end.resetAndDestroy();
  }
}

/** What goes one way, in its order. */
class Way {
  /** Without bytes: the end. */
  readonly #queue: { readonly bytes: Buffer | undefined; readonly at: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly weather: () => Weather,
  ) {
    const take = (bytes: Buffer | undefined): void => {
      this.#queue.push({ bytes, at: performance.now() });
      this.pump();
    };
    from.on('data', take);
    from.on('end', () => take(undefined));
  }

  pump(): void {
    clearTimeout(this.#timer);
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const weather = this.weather();
      if (this.to.destroyed || weather.kind === 'black-hole') return;
      if (weather.kind === 'slow') {
        const wait = next.at + weather.latencyMs - performance.now();
        this.#timer = setTimeout(() => this.#trickle(weather.bytesAtOnce), Math.max(TRICKLE_MS, wait));
        return;
      }
      this.#queue.shift();
      this.#pass(next.bytes);
    }
  }

  #trickle(bytesAtOnce: number): void {
    const next = this.#queue.shift();
    if (next === undefined || this.to.destroyed) return;
    const { bytes, at } = next;
    this.#pass(bytes?.subarray(0, bytesAtOnce));
    const rest = bytes?.subarray(bytesAtOnce);
    if (rest !== undefined && rest.length > 0) this.#queue.unshift({ bytes: rest, at });
    this.pump();
  }

  #pass(bytes: Buffer | undefined): void {
    if (bytes === undefined) this.to.end();
    else this.to.write(bytes);
  }
}
