import { checkBlocks, withIds } from './blocks.js';
import { APP, randomHex } from './ids.js';
import { isObject, type Json, objectsOf, parseJson, textOf } from './json.js';
import { LIMITS } from './limits.js';
import type { KeptMessage, Workspace } from './workspace.js';

interface Issued {
  readonly channel: string;
  readonly person: string;
  readonly original: { readonly channel: string; readonly ts: string } | undefined;
  readonly until: number;
  uses: number;
}

/** What the endpoint answers. */
export interface UrlAnswer {
  readonly status: number;
  readonly body: string;
}

/** `response_url`s: five answers within 30 minutes; the only way to change an ephemeral message. */
export class ResponseUrls {
  readonly #issued = new Map<string, Issued>();

  constructor(
    private readonly workspace: Workspace,
    private readonly base: () => string,
    private readonly now: () => number,
  ) {}

  /** A new address to answer one interaction at. */
  issue(person: string, channel: string, original?: KeptMessage): string {
    const id = randomHex(12);
    this.#issued.set(id, { channel, person, original, until: this.now() + LIMITS.responseUrlLifeMs, uses: 0 });
    return `${this.base()}/response/${id}`;
  }

  /** Performs what the bot posted to the address. */
  answer(id: string, text: string): UrlAnswer {
    const issued = this.#issued.get(id);
    if (!issued) return refuse(404, 'invalid_url');
    if (this.now() > issued.until) return refuse(404, 'expired_url');
    if (issued.uses >= LIMITS.responseUrlUses) return refuse(404, 'used_url');
    const body = parseJson(text);
    if (!isObject(body)) return refuse(400, 'invalid_payload');
    const error = problemOf(body);
    if (error) return refuse(400, error);
    issued.uses += 1;
    this.#perform(issued, body);
    return { status: 200, body: 'ok' };
  }

  #perform(issued: Issued, body: Json): void {
    const { original } = issued;
    const old = original && this.workspace.message(original.channel, original.ts);
    if (body.delete_original === true) {
      if (old) this.workspace.remove(old);
      return;
    }
    const content = { text: textOf(body.text) ?? '', blocks: withIds(objectsOf(body.blocks)) };
    if (body.replace_original === true && old) {
      this.workspace.edit(old, content);
      return;
    }
    const threadTs = textOf(body.thread_ts);
    this.workspace.post({
      channel: issued.channel,
      user: APP.userId,
      ...content,
      ...(threadTs && { threadTs }),
      ...(body.response_type !== 'in_channel' && { ephemeralFor: issued.person }),
    });
  }
}

function problemOf(body: Json): string | undefined {
  if (body.delete_original === true) return undefined;
  if (body.blocks !== undefined && checkBlocks(body.blocks, 'message').length > 0) return 'invalid_blocks';
  return textOf(body.text) || objectsOf(body.blocks).length > 0 || body.attachments ? undefined : 'no_text';
}

function refuse(status: number, error: string): UrlAnswer {
  return { status, body: JSON.stringify({ ok: false, error }) };
}
