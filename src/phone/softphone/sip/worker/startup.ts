import { REFUSALS, type Refusal } from '../../../api/refusals.js';
import { SoftphoneError } from '../softphone-error.js';
import type { Link } from '../transport/link.js';

/** Waits for the first registration, and reports how far it got if that takes too long. */
export class Startup {
  #waiting: { readonly resolve: () => void; readonly reject: (error: SoftphoneError) => void } | undefined;
  #reached = false;
  #heard = false;

  constructor(
    private readonly link: Pick<Link, 'problem' | 'failedProxies'>,
    private readonly withinMs: number,
  ) {}

  /** Begins with `open`. Rejects when it takes too long or `failed` is called. */
  async run(open: () => void): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const registered = new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      timer = setTimeout(() => reject(new SoftphoneError('not-registered', this.#unreached())), this.withinMs);
    });
    open();
    try {
      await registered;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  /** The server accepted the connection. */
  reached(): void {
    this.#reached = true;
  }

  /** Something arrived from the server. */
  heard(): void {
    this.#heard = true;
  }

  registered(): void {
    this.#waiting?.resolve();
  }

  failed(error: SoftphoneError): void {
    this.#waiting?.reject(error);
  }

  /** A server that accepts the connection and then says nothing has not closed it. */
  #unreached(): string {
    const { problem, failedProxies } = this.link;
    const silent = this.#reached && !this.#heard;
    const { what, todo }: Refusal = REFUSALS[silent ? 'phone-silent' : 'phone-unreachable'];
    const tried = failedProxies > 1 ? `; ${failedProxies} of its servers were tried` : '';
    const why = silent || problem === undefined ? '' : ` (${problem})`;
    return `${what.replace(/\.$/, '')}${tried}${why}. ${todo}`.trimEnd();
  }
}
