/** A browser without scripts: it keeps cookies and follows a redirect when it is told to. */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  async get(
    url: string,
    init: RequestInit = {},
  ): Promise<{ status: number; headers: Headers; text: string; to: string }> {
    const { origin } = new URL(url);
    const own = [...this.#cookies].filter(([key]) => key.startsWith(origin)).map(([, pair]) => pair);
    const answer = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { ...(own.length > 0 ? { Cookie: own.join('; ') } : {}), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const key = `${origin} ${pair.split('=')[0]}`;
      if (/Max-Age=0/.test(line)) this.#cookies.delete(key);
      else this.#cookies.set(key, pair);
    }
    const { status, headers } = answer;
    return { status, headers, text: await answer.text(), to: headers.get('location') ?? '' };
  }

  /** Opens a private link and presses a button of RingCentral's page; where that leads back to. */
  async signIn(link: string, extensionId: string, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
    const begun = await this.get(link);
    const page = await this.get(begun.to);
    const login = /name="login" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const body = new URLSearchParams({ login, user: extensionId, decision });
    return (await this.get(new URL('/restapi/oauth/authorize', begun.to).href, { method: 'POST', body })).to;
  }
}
