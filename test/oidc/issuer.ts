import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** A real OpenID Connect provider (npm oidc-provider, a certified one) on the loopback, with its own pages of sign-in. */
export interface TestIssuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom it knows: by the name typed there. */
  readonly accounts: Map<string, { readonly email?: string; readonly email_verified?: boolean }>;
  /** What somebody does there without JavaScript. @returns where they are sent in the end. */
  visit(url: string, as: { readonly login: string } | 'cancel'): Promise<URL>;
  close(): Promise<void>;
}

export async function openTestIssuer(origin: string): Promise<TestIssuer> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts: TestIssuer['accounts'] = new Map();
  const clientId = 'foja';
  const clientSecret = 'un secreto de prueba, largo y sin valor';
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: ['/panel', '/indecopi'].map((door) => `${origin}${door}/entrar/organizacion/vuelta`),
        post_logout_redirect_uris: [`${origin}/panel/entrar`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['de prueba'] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    visit: (url, as) => visit(issuer, url, as),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A browser of its own each time: nobody is signed in there before. */
async function visit(issuer: string, start: string, as: { readonly login: string } | 'cancel'): Promise<URL> {
  const jar = new Map<string, string>();
  let url = new URL(start);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step += 1) {
    if (url.origin !== issuer) return url;
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    });
    form = undefined;
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      continue;
    }
    const page = await response.text();
    const prompt = /name="prompt" value="(login|consent)"/.exec(page)?.[1];
    if (prompt === undefined) throw new Error(`the issuer shows ${response.status}: ${page.slice(0, 500)}`);
    if (as === 'cancel') url = new URL(`${url.pathname}/abort`, url);
    else form = new URLSearchParams({ prompt, login: as.login, password: 'cualquiera' });
  }
  throw new Error('the issuer never came to an end');
}
