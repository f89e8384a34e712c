import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRedisAddress } from '../../src/store/redis-address.js';

const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const secret = fc.string({ minLength: 1, maxLength: 20 });

describe('the address of Redis', () => {
  it('may be a single server', () => {
    expect(parseRedisAddress('rediss://user:p%40ss@redis.example.com:6380/1')).toEqual({
      kind: 'single',
      url: 'rediss://user:p%40ss@redis.example.com:6380/1',
    });
  });

  it('names sentinels, their master and a database', () => {
    expect(parseRedisAddress('redis+sentinel://:p%40ss@one,two:26380/hunts/2')).toEqual({
      kind: 'sentinel',
      nodes: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 26_380 },
      ],
      ...{ masterName: 'hunts', db: 2, tls: false, password: 'p@ss' },
    });
  });

  it('names nodes of a cluster, over TLS too, and by IPv6', () => {
    expect(parseRedisAddress('rediss+cluster://bot:x@[::1]:7000,10.0.0.2')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: '::1', port: 7000 },
        { host: '10.0.0.2', port: 6379 },
      ],
      ...{ tls: true, username: 'bot', password: 'x' },
    });
  });

  it.each([
    ['http://localhost', /must be a URL such as redis/],
    ['redis+sentinel://one', /name of the sentinels' master/],
    ['redis+cluster://one/3', /only one/],
    ['redis+cluster://one:99999', /must be a URL such as redis/],
    ['redis+cluster://bot:%zz@one', /%25/],
    ['redis+cluster://one,,two', /must be a URL such as redis/],
  ])('%s is refused with what to write instead', (text, why) => {
    expect(() => parseRedisAddress(text)).toThrow(why);
  });

  it('comes through with any hosts, ports and passwords, and no refusal repeats a password', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(host, port), { minLength: 1, maxLength: 5 }), secret, (nodes, password) => {
        const hosts = nodes.map(([name, number]) => `${name}:${number}`).join(',');
        const parsed = parseRedisAddress(`redis+cluster://:${encodeURIComponent(password)}@${hosts}`);
        expect(parsed).toMatchObject({
          password,
          nodes: nodes.map(([name, number]) => ({ host: name, port: number })),
        });
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (rest) => {
        try {
          parseRedisAddress(`redis+cluster://u:a-secret-word@${rest}`);
        } catch (error) {
          expect(String(error)).not.toContain('a-secret-word');
        }
      }),
    );
  });
});
