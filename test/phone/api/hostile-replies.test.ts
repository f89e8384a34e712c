import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPages } from '../../../src/phone/account/paging.js';
import { type RestRequest, segment } from '../../../src/phone/account/rest.js';
import { accountOn } from '../support/account.js';
import { type RcServer, startRcServer } from '../support/rc-server.js';

const PATH = '/restapi/v1.0/account/~/extension/~';
const get: RestRequest = {
  ...{ method: 'GET', path: PATH, group: 'light', priority: 'normal', doing: 'to read an extension' },
};

describe('a server that means ill', () => {
  let server: RcServer;
  let elsewhere: Server;
  const visits: string[] = [];
  beforeEach(async () => {
    server = await startRcServer();
    visits.length = 0;
    elsewhere = createServer((request, response) => {
      visits.push(`${request.method} ${request.headers.authorization ?? ''}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await server.close();
    await new Promise((resolve) => elsewhere.close(resolve));
  });
  const elsewhereUrl = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/taken`;

  it.each([302, 307])('cannot lead a request with its token elsewhere (%i)', async (status) => {
    server.on('GET', PATH, { status, headers: { location: elsewhereUrl() } });
    await expect(accountOn(server).rest.send(get)).rejects.toThrow(/to read an extension/);
    expect(visits).toEqual([]);
  });

  it('cannot lead the sign-in with the JWT elsewhere', async () => {
    server.on('POST', '/restapi/oauth/token', { status: 307, headers: { location: elsewhereUrl() } });
    await expect(accountOn(server).rest.send(get)).rejects.toThrow(/sign-in/);
    expect(visits).toEqual([]);
  });

  it('cannot fill the memory: a reply without end is given up', async () => {
    server.on('GET', PATH, { status: 200, text: `"${'x'.repeat(25_000_000)}"` });
    await expect(accountOn(server).rest.send(get)).rejects.toThrow(/to read an extension/);
  });

  it('cannot have pages read from another address, nor for ever', async () => {
    const next = { nextPage: { uri: elsewhereUrl() } };
    server.on('GET', PATH, { status: 200, json: { records: [{ id: 1 }], navigation: next } });
    await expect(readPages(accountOn(server).rest, { ...get, priority: 'normal' })).rejects.toThrow(/budget/);
    expect(visits).toEqual([]);
  });
});

describe('an id that is none', () => {
  it('cannot leave its place in a path, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
        fc.pre(id !== '.' && id !== '..');
        const made = new URL(`https://platform.ringcentral.com/restapi/v1.0/account/~/x/${segment(id)}y/end`);
        expect(made.origin).toBe('https://platform.ringcentral.com');
        expect(made.search + made.hash).toBe('');
        expect(made.pathname.split('/').slice(0, 6)).toEqual(['', 'restapi', 'v1.0', 'account', '~', 'x']);
        expect(made.pathname.endsWith('/end')).toBe(true);
      }),
    );
  });

  it.each(['', '.', '..'])('is refused where no encoding helps: “%s”', (id) => {
    expect(() => segment(id)).toThrow(/missing/);
  });
});
