import { made } from '../../indecopi/making.ts';
import { RUC } from '../../support/commands.ts';
import { OPERATOR_KEY, type Site } from './site.ts';

/** An official of Indecopi with two case files: one whole, one waiting for its turn. An auditor of the same firm. */
export interface Office {
  readonly key: string;
  readonly auditorKey: string;
  readonly ready: string;
  readonly waiting: string;
}

export async function stageOffice({ app, caseFiles }: Pick<Site, 'app' | 'caseFiles'>): Promise<Office> {
  async function post<T>(url: string, key: string, payload: object): Promise<T> {
    const headers = { authorization: `Bearer ${key}`, 'idempotency-key': crypto.randomUUID() };
    const reply = await app.inject({ method: 'POST', url, headers, payload });
    if (reply.statusCode !== 201) throw new Error(`${url}: ${reply.statusCode} ${reply.body}`);
    return reply.json<T>();
  }
  const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const leave = { official: 'Funcionaria Ficticia', reference: 'Exp. 9-2026', scopes: [{ ruc: RUC }], expiresAt };
  const { key } = await post<{ key: string }>('/v1/indecopi/grants', OPERATOR_KEY, leave);
  const auditor = { label: 'Auditora Ficticia', rucs: [RUC] };
  const { key: auditorKey } = await post<{ key: string }>('/v1/auditors', OPERATOR_KEY, auditor);
  const ask = async () =>
    (await post<{ exportId: string }>('/v1/indecopi/exports', key, { scope: { kind: 'everything' } })).exportId;
  const ready = await ask();
  const { status, failure } = await made(caseFiles, ready);
  if (status !== 'ready') throw new Error(`the case file is ${status}: ${failure}`);
  return { key, auditorKey, ready, waiting: await ask() };
}
