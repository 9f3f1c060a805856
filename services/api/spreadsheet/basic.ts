import type { RouteDefinition } from '@foja/contracts/http/route.ts';

/** On these routes only: no page of ours, and nothing that writes, may be reached by what a browser remembers. */
export function takesBasic(route: Pick<RouteDefinition, 'spreadsheet'> | undefined): boolean {
  return route?.spreadsheet === true;
}

/**
 * The key in Basic credentials (RFC 7617): spreadsheets keep a password apart from the workbook, and cannot send a Bearer. The
 * key is the password; the user's name is anything. What is no such credential is handed on as it is.
 */
export function bearerOf(authorization: string | undefined): string | undefined {
  const credentials = /^Basic ([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(authorization ?? '')?.[1];
  if (credentials === undefined) return authorization;
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return `Bearer ${text.slice(text.indexOf(':') + 1)}`;
}

/** Said with a 401 there. */
export const BASIC_CHALLENGE = 'Bearer realm="foja", Basic realm="foja", charset="UTF-8"';
