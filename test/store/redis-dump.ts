import { Redis } from 'ioredis';

/** Everything in a Redis as text: every key of every type with its contents. Bytes are shown as latin1. */
export async function redisDump(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    const parts: string[] = [];
    for (const key of await redis.keys('*')) parts.push(key, await contents(redis, key));
    return parts.join('\n');
  } finally {
    redis.disconnect();
  }
}

async function contents(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return text([await redis.getBuffer(key)]);
    case 'list':
      return text(await redis.lrangeBuffer(key, 0, -1));
    case 'set':
      return text(await redis.smembersBuffer(key));
    case 'zset':
      return text(await redis.zrangeBuffer(key, '0', '-1'));
    case 'hash':
      return text(Object.entries(await redis.hgetallBuffer(key)).flat());
    case 'stream':
      return text((await redis.xrangeBuffer(key, '-', '+')).flatMap(([, fields]) => fields));
    default:
      throw new Error(`A key of the type ${type} cannot be dumped`);
  }
}

function text(values: readonly (Buffer | string | null)[]): string {
  return values.map((value) => (typeof value === 'string' ? value : (value?.toString('latin1') ?? ''))).join('\n');
}
