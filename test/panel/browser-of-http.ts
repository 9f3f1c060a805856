import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { PersonToSignIn } from './people.ts';

/** A browser without a screen: keeps the cookie and the token of the forms, and follows nothing by itself. */
export interface Visitor {
  get(url: string): Promise<LightMyRequestResponse>;
  /** Sends a form as the page would, with its token. */
  post(url: string, form?: Readonly<Record<string, string | readonly string[]>>): Promise<LightMyRequestResponse>;
  raw(options: InjectOptions): Promise<LightMyRequestResponse>;
  signIn(person: Pick<PersonToSignIn, 'email' | 'password'>): Promise<LightMyRequestResponse>;
  cookie(): string | undefined;
  setCookie(value: string | undefined): void;
}

export function visitorOf(app: FastifyInstance): Visitor {
  let cookie: string | undefined;
  let csrf = '';

  async function raw(options: InjectOptions): Promise<LightMyRequestResponse> {
    const given = options.headers ?? {};
    const headers = {
      host: 'localhost',
      ...(cookie === undefined ? {} : { cookie: `foja_panel=${cookie}` }),
      ...given,
    };
    const response = await app.inject({ ...options, headers });
    for (const { name, value } of response.cookies)
      if (name === 'foja_panel') cookie = value === '' ? undefined : value;
    const token = /name="_csrf" value="([\w-]+)"/.exec(
      response.headers['content-type'] === undefined ? '' : response.body,
    );
    if (token?.[1] !== undefined) csrf = token[1];
    return response;
  }

  const visitor: Visitor = {
    get: (url) => raw({ method: 'GET', url }),
    post(url, form = {}) {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries({ _csrf: csrf, ...form })) {
        for (const each of [value].flat()) body.append(name, String(each));
      }
      return raw({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: body.toString(),
      });
    },
    raw,
    async signIn({ email, password }) {
      await visitor.get('/panel/entrar');
      const response = await visitor.post('/panel/entrar', { correo: email, clave: password });
      if (response.statusCode === 303 && response.headers.location === '/panel') await visitor.get('/panel');
      return response;
    },
    cookie: () => cookie,
    setCookie(value) {
      cookie = value;
    },
  };
  return visitor;
}
