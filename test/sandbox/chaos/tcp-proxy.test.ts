import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { TcpProxy } from '../../../sandbox/chaos/tcp-proxy.js';

let server: Server;
let proxy: TcpProxy;
const open: Socket[] = [];

beforeEach(async () => {
  // Says everything back.
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.before((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy();
  await proxy.stop();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

async function client(): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  open.push(socket);
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  await once(socket, 'connect');
  return { socket, heard: () => text };
}

const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

it('passes everything on, in both directions, and the end as well', async () => {
  const { socket, heard } = await client();
  socket.end('hello');
  await closed(socket);
  expect(heard()).toBe('hello');
});

it('slow: all arrives in its order, a piece at a time', async () => {
  proxy.weather = { kind: 'slow', latencyMs: 30, bytesAtOnce: 7 };
  const { socket, heard } = await client();
  const text = 'a sentence that takes a while to get through';
  socket.write(text.slice(0, 20));
  socket.write(text.slice(20));
  await expect.poll(heard).toBe(text);
});

it('black hole: nothing arrives and nothing breaks; what was sent meanwhile arrives afterwards', async () => {
  const { socket, heard } = await client();
  socket.write('before ');
  await expect.poll(heard).toBe('before ');
  proxy.weather = { kind: 'black-hole' };
  socket.write('meanwhile');
  const second = await client();
  second.socket.write('new');
  expect([heard(), second.heard()]).toEqual(['before ', '']);
  proxy.weather = { kind: 'clear' };
  await expect.poll(heard).toBe('before meanwhile');
  await expect.poll(second.heard).toBe('new');
});

it('cut: connections are reset, and so are new ones until it is clear again', async () => {
  const { socket } = await client();
  const reset = closed(socket);
  proxy.weather = { kind: 'cut' };
  await reset;
  const second = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  open.push(second);
  await closed(second);
  proxy.weather = { kind: 'clear' };
  const third = await client();
  third.socket.write('again');
  await expect.poll(third.heard).toBe('again');
});
