import type { IncomingMessage } from 'node:http';
import type { Story } from '../../story.js';
import { isObject, type Json, parseJson, textOf } from '../json.js';
import type { Rates } from '../rates.js';
import type { Faults } from './faults.js';
import { HANDLERS } from './handlers.js';
import { type ApiWorld, type Arguments, Refusal, refuseWith } from './method.js';
import { METHODS } from './methods.js';

/** The bot's credentials in the practice workspace. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

/** What goes back over HTTP; `silent`: no answer at all, `cut`: the connection is closed without one. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly instead?: 'silent' | 'cut';
}

/** The Web API: checks who is asking and how often, then performs the method. */
export class Api {
  constructor(
    private readonly world: ApiWorld,
    private readonly tokens: Tokens,
    private readonly rates: Rates,
    private readonly faults: Faults,
    private readonly story: Story,
  ) {}

  /** Performs one request. */
  call(method: string, request: IncomingMessage, text: string): ApiAnswer {
    const fault = this.faults.take(method);
    if (fault?.kind === '429') return this.#tooMany(method, fault.retryAfterS ?? 1);
    if (fault?.kind === '500') {
      this.#tell(method, 'http_500');
      return { status: 500, headers: {}, body: { ok: false, error: 'internal_error' } };
    }
    if (fault?.kind === 'timeout') {
      this.#tell(method, 'no_answer');
      return { status: 200, headers: {}, body: {}, instead: 'silent' };
    }
    const args = argumentsOf(request, text);
    const retryAfter = this.rates.take(method, METHODS[method]?.tier ?? 2, textOf(args.channel));
    if (retryAfter > 0) return this.#tooMany(method, retryAfter);
    const body = this.#perform(method, args, bearerOf(request) ?? textOf(args.token));
    this.#tell(method, textOf(body.error));
    return {
      status: 200,
      headers: {
        'x-oauth-scopes': this.world.scopes.join(','),
        'x-accepted-oauth-scopes': METHODS[method]?.anyScope.join(',') ?? '',
      },
      body,
      ...(fault && { instead: 'cut' }),
    };
  }

  #perform(method: string, args: Arguments, token: string | undefined): Json {
    try {
      const handler = HANDLERS[method];
      const facts = METHODS[method];
      if (!handler || !facts) throw new Refusal('unknown_method', { req_method: method });
      this.#admit(token, facts.token, facts.anyScope);
      const missing = facts.required.filter((key) => args[key] === undefined || args[key] === '');
      if (missing.length > 0)
        throw refuseWith(
          'invalid_arguments',
          missing.map((key) => `missing required field: ${key}`),
        );
      return { ok: true, ...handler(args, this.world) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.code, ...error.extra };
      throw error;
    }
  }

  #admit(token: string | undefined, kind: 'bot' | 'app', anyScope: readonly string[]): void {
    if (!token) throw new Refusal('not_authed');
    if (token !== this.tokens.bot && token !== this.tokens.app) throw new Refusal('invalid_auth');
    if (token !== this.tokens[kind]) throw new Refusal('not_allowed_token_type');
    const granted = kind === 'app' ? ['connections:write'] : this.world.scopes;
    if (anyScope.length > 0 && !anyScope.some((scope) => granted.includes(scope)))
      throw new Refusal('missing_scope', { needed: anyScope.join(','), provided: granted.join(',') });
  }

  #tooMany(method: string, retryAfterS: number): ApiAnswer {
    this.#tell(method, 'ratelimited');
    return { status: 429, headers: { 'retry-after': String(retryAfterS) }, body: { ok: false, error: 'ratelimited' } };
  }

  #tell(method: string, error: string | undefined): void {
    this.story.tell('api', { method, ok: error === undefined, ...(error !== undefined && { error }) });
  }
}

function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Arguments come as a form whose nested values are JSON texts, as JSON, or in the address. */
function argumentsOf(request: IncomingMessage, text: string): Arguments {
  const type = request.headers['content-type'] ?? '';
  const inAddress = formOf(new URL(request.url ?? '/', 'http://localhost').searchParams);
  if (type.startsWith('application/json')) {
    const body = parseJson(text);
    return { ...inAddress, ...(isObject(body) ? body : {}) };
  }
  return { ...inAddress, ...formOf(new URLSearchParams(text)) };
}

const NESTED = new Set(['blocks', 'view', 'attachments', 'metadata', 'message', 'files']);

function formOf(form: URLSearchParams): Arguments {
  return Object.fromEntries(
    [...form].map(([key, value]) => [key, NESTED.has(key) ? (parseJson(value) ?? value) : value]),
  );
}
