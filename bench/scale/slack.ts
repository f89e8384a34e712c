import { webApi } from '@slack/bolt';
import type { SlackClients } from '../../src/bot/slack/clients.js';
import { clientOptions } from '../../src/bot/slack/clients.js';

/** How long Slack takes to answer. */
const LATENCY_MS = 80;
/** A channel takes about one post a second, a few at once; edits have a limit of their own for the whole workspace. */
const POST_EVERY_MS = 1_000;
const POSTS_AT_ONCE = 5;
const EDITS_PER_MINUTE = 60;
const MINUTE_MS = 60_000;

export interface SlackFigures {
  readonly posts: number;
  readonly edits: number;
  readonly tooMany: number;
}

export interface SimulatedSlack {
  readonly clients: SlackClients;
  figures(): SlackFigures;
}

type Fetch = NonNullable<webApi.WebClientOptions['fetch']>;

/** Slack's Web API as this process (one of this many) gets it, as far as boards, threads and offers need it, behind the real client; with its limits, in this process. */
export function simulateSlack(processes: number): SimulatedSlack {
  const counts = { posts: 0, edits: 0, tooMany: 0 };
  const nextPost = new Map<string, number>();
  const edits = { since: 0, count: 0 };

  const mayPost = (channel: string, now: number): boolean => {
    const next = Math.max(nextPost.get(channel) ?? 0, now - POSTS_AT_ONCE * POST_EVERY_MS);
    if (next > now) return false;
    nextPost.set(channel, next + POST_EVERY_MS);
    return true;
  };
  const mayEdit = (now: number): boolean => {
    if (now - edits.since >= MINUTE_MS) Object.assign(edits, { since: now, count: 0 });
    edits.count++;
    return edits.count <= EDITS_PER_MINUTE / processes;
  };

  const fetch: Fetch = async (url, init) => {
    const now = Date.now();
    const method = new URL(url).pathname.split('/').at(-1);
    const channel = new URLSearchParams(typeof init?.body === 'string' ? init.body : '').get('channel') ?? '';
    await new Promise((resume) => setTimeout(resume, LATENCY_MS));
    const isEdit = method === 'chat.update';
    if (isEdit ? !mayEdit(now) : !mayPost(channel, now)) {
      counts.tooMany++;
      return new Response('', { status: 429, headers: { 'retry-after': isEdit ? '10' : '1' } });
    }
    counts[isEdit ? 'edits' : 'posts']++;
    const body = { ok: true, channel, ts: `${now / 1000}.${counts.posts}`, messages: [] };
    return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
  };

  const client = () => new webApi.WebClient('xoxb-bench', { ...clientOptions(undefined), fetch, logger: quiet });
  return { clients: { boards: client(), offers: client(), files: client() }, figures: () => ({ ...counts }) };
}

const nothing = (): void => undefined;
const quiet = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => webApi.LogLevel?.ERROR ?? 'error',
  setName: nothing,
};
