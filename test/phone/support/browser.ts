import { createHash } from 'node:crypto';
import type { Connections, Redeemed } from '../../../src/hunter/office/people-ports.js';
import { CALLBACK } from '../../sandbox/ringcentral/world.js';

/** 43 characters, as PKCE wants at least. */
const VERIFIER = 'verifier-'.repeat(6);

/** A person signs in on the practice RingCentral's own page: opened, allowed, and led back with a code that is redeemed. */
export async function signInOnThePage(
  connections: Connections,
  person: { readonly extensionId: string },
): Promise<Redeemed> {
  const challenge = createHash('sha256').update(VERIFIER).digest('base64url');
  const address = connections.authorizeUrl({ state: 'state', challenge, redirectUri: CALLBACK });
  const page = await (await fetch(address)).text();
  const login = /name="login" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(address.split('?')[0] ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ login, user: person.extensionId, decision: 'allow' }),
  });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return connections.redeem({ code, verifier: VERIFIER, redirectUri: CALLBACK });
}
