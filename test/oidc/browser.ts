import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

/** A browser without JavaScript: keeps every cookie by name, and the hidden fields of the page it is on. */
export interface Browser {
  get(url: string): Promise<LightMyRequestResponse>;
  post(url: string, form?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse>;
  readonly cookies: Map<string, string>;
}

export function browserOf(app: FastifyInstance): Browser {
  const cookies = new Map<string, string>();
  let csrf = '';
  async function send(url: string, form?: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await app.inject({
      url,
      method: form === undefined ? 'GET' : 'POST',
      headers: {
        host: 'libro.example',
        cookie,
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { payload: new URLSearchParams({ _csrf: csrf, ...form }).toString() }),
    });
    for (const { name, value } of response.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    csrf = /name="_csrf" value="([\w-]+)"/.exec(response.body)?.[1] ?? csrf;
    return response;
  }
  return { cookies, get: (url) => send(url), post: (url, form = {}) => send(url, form) };
}
