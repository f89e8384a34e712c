import type { DialogState } from '../softphone.js';
import { buildSdp, type RemoteMedia } from './sdp.js';

/** Our descriptions of one call. Each is a newer version of the same session (RFC 3264 §8), even when another process takes over. */
export class OwnSdp {
  #session = Math.floor(Math.random() * 2 ** 31);
  #version = 0;

  constructor(
    private readonly address: () => string,
    private readonly media: { readonly key: Buffer; readonly port: number },
  ) {}

  /** An offer or, with `offer`, the answer to it. */
  next(offer?: RemoteMedia): string {
    this.#version += 1;
    const { key, port } = this.media;
    return buildSdp({ address: this.address(), port, key, sessionId: this.#session, version: this.#version }, offer);
  }

  state(): Pick<DialogState, 'sdpSession' | 'sdpVersion'> {
    return { sdpSession: this.#session, sdpVersion: this.#version };
  }

  restore({ sdpSession, sdpVersion }: DialogState, step: number): void {
    this.#session = sdpSession;
    this.#version = sdpVersion + step;
  }
}
