import { type Client, clientOf } from '../acceptance/client.ts';
import type { House } from '../acceptance/house.ts';

/** An official of Indecopi with leave of its own. */
export interface Official {
  readonly client: Client;
  readonly key: string;
  readonly grantId: string;
}

export async function withLeave(
  { app, operator }: Pick<House, 'app' | 'operator'>,
  leave: { readonly official: string; readonly reference: string; readonly scopes: readonly object[] },
): Promise<Official> {
  const body = { ...leave, expiresAt: '2027-01-01T00:00:00-05:00' };
  const { key, grantId } = (await operator.ok('issueGrant', { body })).body;
  return { client: clientOf(app, key), key, grantId };
}

/** The bytes of a case file, as whoever has the key fetches them; a part of them by `range`. */
export function fetchFile(
  { app }: Pick<House, 'app'>,
  key: string,
  exportId: string,
  headers: { range?: string } = {},
) {
  const authorization = `Bearer ${key}`;
  return app.inject({ url: `/v1/indecopi/exports/${exportId}/file`, headers: { authorization, ...headers } });
}
