/** Where Redis is: a single server, sentinels that know the master, or a cluster. */
export type RedisAddress =
  | { readonly kind: 'single'; readonly url: string }
  | ({ readonly kind: 'sentinel'; readonly masterName: string; readonly db: number } & Nodes)
  | ({ readonly kind: 'cluster' } & Nodes);

interface Nodes {
  readonly nodes: readonly RedisNode[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const ONE = 'must be a URL such as redis://localhost:6379';
const MANY_NODES =
  'must be a URL such as redis+sentinel://host1:26379,host2:26379/mymaster or redis+cluster://host1:6379,host2:6379';

const PORT = { sentinel: 26_379, cluster: 6_379 } as const;
const MANY = /^redis(s?)\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/]+)(?:\/([^/]*))?(?:\/(\d+))?$/;

/**
 * Reads `REDIS_URL`. Throws an error whose message completes a sentence that starts with the setting's name; it never contains a password.
 */
export function parseRedisAddress(text: string): RedisAddress {
  if (/^rediss?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw new Error(ONE);
    return { kind: 'single', url: text };
  }
  const found = MANY.exec(text);
  if (found === null) throw new Error(/^rediss?\+/.test(text) ? MANY_NODES : ONE);
  const [, s = '', kind = '', user, hosts = '', name = '', db = '0'] = found;
  const shared = { tls: s === 's', ...credentialsOf(user) };
  if (kind === 'cluster') {
    if (name !== '' && name !== '0') throw new Error('names a database, and a Redis cluster has only one: remove it');
    return { kind: 'cluster', nodes: nodesOf(hosts, PORT.cluster), ...shared };
  }
  if (name === '') throw new Error("must end with the name of the sentinels' master, such as /mymaster");
  const masterName = decode(name);
  return { kind: 'sentinel', nodes: nodesOf(hosts, PORT.sentinel), masterName, db: Number(db), ...shared };
}

function nodesOf(hosts: string, port: number): readonly RedisNode[] {
  return hosts.split(',').map((host) => {
    const [, six, name, given] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(host.trim()) ?? [];
    const found = six ?? name;
    if (found === undefined || Number(given ?? port) > 65_535) throw new Error(MANY_NODES);
    return { host: found, port: Number(given ?? port) };
  });
}

function credentialsOf(user: string | undefined): { username?: string; password?: string } {
  if (user === undefined || user === '') return {};
  const gap = user.indexOf(':');
  if (gap < 0) return { username: decode(user) };
  const username = decode(user.slice(0, gap));
  return { ...(username === '' ? {} : { username }), password: decode(user.slice(gap + 1)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that is not followed by two hex digits: write it as %25');
  }
}
