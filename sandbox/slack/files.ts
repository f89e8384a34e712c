import type { SlackFile } from '../world.js';
import { randomHex } from './ids.js';

interface Kept {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  bytes: Buffer | undefined;
  title: string | undefined;
}

/** Files of the practice workspace: announced, uploaded to an address of their own, then completed. */
export class Files {
  readonly #uploads = new Map<string, Kept>();
  readonly #files = new Map<string, Kept>();

  constructor(private readonly base: () => string) {}

  /** A file is to come: its id, and the address its bytes are posted to, once. */
  announce(name: string, length: number): { readonly id: string; readonly uploadUrl: string } {
    const file: Kept = { id: `F0${randomHex(5).toUpperCase()}`, name, length, bytes: undefined, title: undefined };
    const secret = randomHex(16);
    this.#uploads.set(secret, file);
    this.#files.set(file.id, file);
    return { id: file.id, uploadUrl: `${this.base()}/upload/${secret}` };
  }

  /** Takes the bytes; false when the address is none, was used, or the length is another than announced. */
  take(secret: string, bytes: Buffer): boolean {
    const file = this.#uploads.get(secret);
    if (file === undefined || bytes.length !== file.length) return false;
    this.#uploads.delete(secret);
    file.bytes = bytes;
    return true;
  }

  /** Completes a file whose bytes are there. */
  complete(id: string, title: string | undefined): SlackFile | undefined {
    const file = this.#files.get(id);
    if (file?.bytes === undefined || file.title !== undefined) return undefined;
    file.title = title ?? file.name;
    return {
      id,
      name: file.name,
      title: file.title,
      size: file.length,
      url: `${this.base()}/files/${id}/${file.name}`,
    };
  }

  /** The bytes of a completed file. */
  bytes(id: string): Buffer | undefined {
    const file = this.#files.get(id);
    return file?.title === undefined ? undefined : file.bytes;
  }
}
