import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Reads a 32-byte key from 64 hex digits or base64. Throws a message that names the setting. */
export function parseEncryptionKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length !== 32)
    throw new Error('TOKEN_ENCRYPTION_KEY must be 32 bytes, as 64 hex digits or base64: openssl rand -hex 32');
  return key;
}

/**
 * Encrypts with AES-256-GCM. `place`, the key it is stored under, is
 * authenticated too, so that a sealed value cannot be moved to another key.
 */
export function seal(key: Buffer, place: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`;
}

/** Opens what `seal` made; undefined if the key or the place differs, or the value was damaged. */
export function unseal(key: Buffer, place: string, box: string): string | undefined {
  if (!box.startsWith('v1.')) return undefined;
  const bytes = Buffer.from(box.slice(3), 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * Seals with the first key; opens with any, since the others are former keys. Without keys, what is sealed is lost when the process ends.
 */
export class Sealing {
  readonly #newest: Buffer;
  readonly #former: readonly Buffer[];

  constructor([newest = randomBytes(32), ...former]: readonly Buffer[]) {
    this.#newest = newest;
    this.#former = former;
  }

  seal(place: string, text: string): string {
    return seal(this.#newest, place, text);
  }

  /** Undefined when no key opens it. `aged`: it was sealed with a former key. */
  open(place: string, box: string): { readonly text: string; readonly aged: boolean } | undefined {
    const text = unseal(this.#newest, place, box);
    if (text !== undefined) return { text, aged: false };
    const opened = this.#former.map((key) => unseal(key, place, box)).find((one) => one !== undefined);
    return opened === undefined ? undefined : { text: opened, aged: true };
  }
}
