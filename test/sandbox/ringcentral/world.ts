import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Softphone from 'ringcentral-softphone';
import type { Beliefs } from '../../../sandbox/ringcentral/beliefs.js';
import { startRingCentral } from '../../../sandbox/ringcentral/ringcentral.js';
import type { Tuning } from '../../../sandbox/ringcentral/tuning.js';
import { type Happening, Story } from '../../../sandbox/story.js';
import type {
  DestinationPlan,
  Person,
  PhoneFaults,
  PhoneManners,
  RingCentral,
  RingCentralOptions,
} from '../../../sandbox/world.js';
import { SipClient } from './sip-client.js';

export const DANA: Person = {
  slackId: 'U0DANA',
  name: 'Dana Reyes',
  email: 'dana@example.com',
  extensionId: '62001010',
  extensionNumber: '101',
};
export const SAM: Person = {
  slackId: 'U0SAM',
  name: 'Sam Ortiz',
  email: 'sam@example.com',
  extensionId: '62001020',
  extensionNumber: '102',
};

/** Where the app's login in the browser leads back to; nobody listens there. */
export const CALLBACK = 'https://bot.example.com/oauth/callback';

/** A destination that is quick about everything. */
export const QUICK: DestinationPlan = {
  ringMs: 300,
  menu: 'none',
  disclosuresMs: 500,
  tooBusy: [0],
  holdMs: [300, 300],
  music: true,
  announcementEveryMs: 5000,
  agentPatienceMs: 20_000,
};

export interface Setup {
  readonly destination?: Partial<DestinationPlan>;
  readonly faults?: Partial<PhoneFaults>;
  readonly manners?: PhoneManners;
  readonly beliefs?: Partial<Beliefs>;
  readonly between?: RingCentralOptions['between'];
  readonly tuning?: Partial<Tuning>;
  readonly lines?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Whatever JSON came: read with care, as a test does. */
export interface Json {
  readonly [key: string]: Json;
}

/** The practice RingCentral with hands to use it as a client would. */
export class TestWorld {
  readonly rc: RingCentral;
  readonly story: Story;
  readonly #folder: string;
  readonly #softphones: Softphone[] = [];
  readonly #clients: SipClient[] = [];
  #token: string | undefined;

  private constructor(rc: RingCentral, story: Story, folder: string) {
    this.rc = rc;
    this.story = story;
    this.#folder = folder;
  }

  static async start(setup: Setup = {}): Promise<TestWorld> {
    const story = new Story();
    const folder = await mkdtemp(join(tmpdir(), 'practice-ringcentral-'));
    const rc = await startRingCentral(
      {
        story,
        seed: 7,
        people: [DANA, SAM],
        lines: setup.lines ?? 3,
        destination: { ...QUICK, ...setup.destination },
        faults: { callOutNumber: 'refused', ...setup.faults },
        manners: setup.manners ?? { pickUp: [50] },
        beliefs: setup.beliefs ?? {},
        ...(setup.between === undefined ? {} : { between: setup.between }),
        redirectUris: [CALLBACK],
        folder,
      },
      // The public softphone dies of a stray datagram.
      { junkEveryMs: 0, ...setup.tuning },
    );
    return new TestWorld(rc, story, folder);
  }

  async stop(): Promise<void> {
    for (const softphone of this.#softphones) softphone.revoke();
    for (const client of this.#clients) client.close();
    await this.rc.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Resolves with the first happening that fits, past or to come. */
  until(what: string, fits: (happening: Happening) => boolean = () => true): Promise<Happening> {
    const found = this.story.all().find((one) => one.what === what && fits(one));
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`“${what}” did not happen`)), 60_000);
      const forget = this.story.onTold((one) => {
        if (one.what !== what || !fits(one)) return;
        clearTimeout(late);
        forget();
        resolve(one);
      });
    });
  }

  async signIn(): Promise<string> {
    const { RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN } = this.rc.env;
    const answer = await this.tokenCall({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: RC_JWT_TOKEN ?? '',
    });
    if (answer.status !== 200) throw new Error(`no sign-in for ${RC_CLIENT_ID}:${RC_CLIENT_SECRET}`);
    return String(answer.body.access_token);
  }

  async tokenCall(form: Record<string, string>): Promise<Reply> {
    const { RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET } = this.rc.env;
    const basic = Buffer.from(`${RC_CLIENT_ID}:${RC_CLIENT_SECRET}`).toString('base64');
    const response = await fetch(`${RC_SERVER_URL}/restapi/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}` },
      body: new URLSearchParams(form),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  }

  /** Signs in a person in a browser; resolves with their token. */
  async signInAs(person: Person): Promise<string> {
    const { RC_SERVER_URL, RC_CLIENT_ID = '' } = this.rc.env;
    const address = `${RC_SERVER_URL}/restapi/oauth/authorize`;
    const query = new URLSearchParams({ response_type: 'code', client_id: RC_CLIENT_ID, redirect_uri: CALLBACK });
    const login = /name="login" value="([^"]+)"/.exec(await (await fetch(`${address}?${query}`)).text())?.[1] ?? '';
    const form = new URLSearchParams({ login, user: person.extensionId, decision: 'allow' });
    const answer = await fetch(address, { method: 'POST', redirect: 'manual', body: form });
    const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const tokens = await this.tokenCall({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
    return String(tokens.body.access_token);
  }

  /** A REST call of the administrator, or with somebody's token; paths are relative to the account. */
  async rest(method: string, path: string, body?: unknown, token?: string): Promise<Reply> {
    this.#token ??= await this.signIn();
    const base = `${this.rc.env.RC_SERVER_URL}/restapi/v1.0/account/~`;
    const response = await fetch(
      path.startsWith('/restapi') ? `${this.rc.env.RC_SERVER_URL}${path}` : `${base}/${path}`,
      {
        method,
        headers: { Authorization: `Bearer ${token ?? this.#token}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Json };
  }

  /** What sip-info says of an extension's softphone. */
  async sipInfo(extensionNumber = '201'): Promise<Json> {
    const found = await this.rest('GET', `extension?extensionNumber=${extensionNumber}`);
    const devices = await this.rest('GET', `extension/${found.body.records?.[0]?.id}/device?type=OtherPhone`);
    return (await this.rest('GET', `device/${devices.body.records?.[0]?.id}/sip-info`)).body;
  }

  /** A bare SIP client with the credentials of an extension's softphone, over one of its proxies; not yet registered. */
  async sipClient(extensionNumber = '201', proxy = 0): Promise<SipClient> {
    const info = await this.sipInfo(extensionNumber);
    const client = await SipClient.connect({
      domain: String(info.domain),
      proxy: String(info.outboundProxies?.[proxy]?.proxyTLS),
      username: String(info.userName),
      password: String(info.password),
      authorizationId: String(info.authorizationId),
    });
    this.#clients.push(client);
    return client;
  }

  /** The public softphone library, with the credentials the API gives for a line, not yet registered. */
  async softphone(extensionNumber = '201'): Promise<Softphone> {
    const info = await this.sipInfo(extensionNumber);
    const softphone = new Softphone({
      domain: String(info.domain),
      outboundProxy: String(info.outboundProxies?.[0]?.proxyTLS),
      username: String(info.userName),
      password: String(info.password),
      authorizationId: String(info.authorizationId),
      codec: 'PCMU/8000',
      ignoreTlsCertErrors: true,
    });
    this.#softphones.push(softphone);
    return softphone;
  }
}
