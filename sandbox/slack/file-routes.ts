import type { IncomingMessage } from 'node:http';
import type { Files } from './files.js';
import { bytesOf, type Route, reply } from './server.js';

const MOST_BYTES = 32 * 1024 * 1024;

/** Where bytes are posted to, and where people get them. */
export function fileRoutes(files: Files): Route[] {
  return [
    {
      prefix: '/upload/',
      handle: async (request, response, secret) => {
        const bytes = request.method === 'POST' ? await uploaded(request) : undefined;
        if (bytes === undefined || !files.take(secret, bytes)) reply(response, 400, 'text/plain', 'upload failed');
        else reply(response, 200, 'text/plain', `OK - ${bytes.length}`);
      },
    },
    {
      prefix: '/files/',
      handle: async (_, response, rest) => {
        const bytes = files.bytes(rest.split('/')[0] ?? '');
        if (bytes === undefined) reply(response, 404, 'text/plain', 'not found');
        else {
          const headers = { 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' };
          reply(response, 200, 'application/octet-stream', bytes, headers);
        }
      },
    },
  ];
}

/** The bytes as they are, or the one part of a form. */
async function uploaded(request: IncomingMessage): Promise<Buffer | undefined> {
  const body = await bytesOf(request, MOST_BYTES);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const [part, ...others] = [...form.values()];
  if (part === undefined || others.length > 0) return undefined;
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}
