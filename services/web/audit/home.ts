import { rucsOf } from '@foja/api/actor.ts';
import type { Commands } from '@foja/commands/commands.ts';
import { registerQuery } from '@foja/contracts/http/parameters.ts';
import type { RegisterItem } from '@foja/projections';
import type { FastifyInstance } from 'fastify';
import { STATES, TYPES } from '../panel/claims/words.ts';
import { does } from '../panel/desk.ts';
import { auditorOf, type Bureau, page } from './bureau.ts';
import { queryOf, textIn } from './query.ts';

/** The first page: what the auditor may see, finding a claim, drawing a sample. Then the list of what was found. */
export function homeRoutes(app: FastifyInstance, bureau: Bureau): void {
  app.get('/auditoria', does('register/search', '/auditoria'), async (request, reply) => {
    const auditor = auditorOf(request);
    const rucs = rucsOf(auditor).toSorted();
    return page(bureau, request, reply, {
      view: 'inicio',
      data: {
        titulo: 'Auditoría',
        proveedores: await firms(rucs, bureau.commands),
        llave: auditor.keyId,
        v: { of: 'filed', size: '25' },
      },
    });
  });

  /** Nothing personal in the address: a claim is found by its number or identifier, or in lists. */
  app.get('/auditoria/hojas', does('register/search', '/auditoria/hojas'), async (request, reply) => {
    const mine = rucsOf(auditorOf(request));
    const asked = textIn(request.query, 'hoja');
    if (UUID.test(asked)) return reply.redirect(`/auditoria/hojas/${asked.toLowerCase()}`, 303);
    const ruc = textIn(request.query, 'ruc');
    const filters = queryOf(
      registerQuery.pick({ number: true, state: true, type: true, filedFrom: true, filedTo: true, cursor: true }),
      {
        number: asked,
        state: textIn(request.query, 'estado'),
        type: textIn(request.query, 'tipo'),
        filedFrom: textIn(request.query, 'desde'),
        filedTo: textIn(request.query, 'hasta'),
        cursor: textIn(request.query, 'sigue'),
      },
    );
    const { number, ...rest } = filters;
    const rucs = ruc === '' ? mine : mine.filter((one) => one === ruc);
    const { register } = bureau.projections.queries;
    const { items, nextCursor } = await register.search({ ...rest, sheetNumber: number, rucs, limit: 50 });
    return page(bureau, request, reply, {
      view: 'hojas',
      data: {
        titulo: 'Hojas',
        hojas: items.map(rowOf),
        proveedores: await firms(mine.toSorted(), bureau.commands),
        v: {
          hoja: asked,
          ruc,
          estado: filters.state ?? '',
          tipo: filters.type ?? '',
          desde: filters.filedFrom ?? '',
          hasta: filters.filedTo ?? '',
        },
        siguiente: nextCursor === undefined ? undefined : nextPage(request.query, nextCursor),
      },
    });
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who is who, as a choice. */
export async function firms(rucs: readonly string[], commands: Pick<Commands, 'provider'>) {
  return Promise.all(
    rucs.map(async (ruc) => ({
      valor: ruc,
      texto: `${(await commands.provider(ruc)).registered?.legalName ?? 'Sin nombre'} (RUC ${ruc})`,
    })),
  );
}

/** No name and no text of the consumer: the sheet's own page has them. */
function rowOf({ claimId, ruc, bookCode, sheetNumber, filedAt, type, state, dueOn }: RegisterItem) {
  return {
    ...{ claimId, ruc, bookCode, filedAt, dueOn },
    hoja: sheetNumber ?? 'sin número',
    tipo: TYPES[type],
    estado: STATES[state],
  };
}

function nextPage(query: unknown, cursor: string): string {
  const kept = ['hoja', 'ruc', 'estado', 'tipo', 'desde', 'hasta'].map((name) => [name, textIn(query, name)]);
  return `/auditoria/hojas?${new URLSearchParams([...kept.filter(([, value]) => value !== ''), ['sigue', cursor]] as [string, string][])}`;
}
