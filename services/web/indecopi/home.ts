import { requesterOf } from '@foja/api/operations/indecopi.ts';
import { scopeWords } from '@foja/casefiles';
import { copyTermWords } from '@foja/documents/views/due-words.ts';
import { copyTermOn, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { does } from '../panel/desk.ts';
import { type Form, field, type Wrong } from '../panel/form.ts';
import { type Office, type Official, page } from './office.ts';
import { officialOf } from './who.ts';
import { jobView } from './words.ts';

/** The official's own leave, the form to ask, and what was asked so far. */
export function homeRoutes(app: FastifyInstance, office: Office): void {
  app.get('/indecopi', does('case-file/request', '/indecopi'), (request, reply) =>
    homePage(office, request, reply, {}),
  );
}

const LISTED = 50;

export async function homePage(
  office: Office,
  request: FastifyRequest,
  reply: FastifyReply,
  { form = {}, errores = [] }: { readonly form?: Form; readonly errores?: readonly Wrong[] },
) {
  const official = officialOf(request);
  const jobs = await office.caseFiles.list([requesterOf(official)], LISTED);
  const permiso = await leaveOf(official, office);
  return page(office, request, reply, {
    view: 'inicio',
    ...(errores.length === 0 ? {} : { status: 422 }),
    data: {
      titulo: errores.length === 0 ? 'Expedientes' : 'Error: pedir un expediente',
      permiso,
      libros: await booksOf(official, office),
      proveedores: permiso.rucs,
      expedientes: jobs.map(jobView),
      errores,
      sinFecha: withoutDate(office),
      v: valuesOf(form),
    },
  });
}

/** What holds where no date is typed. */
function withoutDate({ commands, clock }: Office): string {
  const rule = copyTermOn(commands.law(), limaDateOf(clock()));
  return rule === undefined ? 'Sin fecha, el pedido no tiene plazo' : `Si lo deja en blanco: ${copyTermWords(rule)}`;
}

/** What was typed stays in the form. */
function valuesOf(form: Form) {
  const names = ['alcance', 'hoja', 'libro', 'desde', 'hasta', 'ruc', 'referencia', 'plazo', 'pdf'];
  const values = Object.fromEntries(names.map((name) => [name, field(form, name).slice(0, 200)]));
  return { ...values, alcance: values['alcance'] || 'hoja' };
}

async function leaveOf(official: Official, { commands }: Office) {
  if (!('scopes' in official)) {
    const key = (await commands.provider(official.ruc)).keys.get(official.keyId);
    const alcance = [scopeWords({ ruc: official.ruc })];
    return {
      quien: key?.label ?? '',
      vence: key?.expiresAt,
      referencia: '',
      alcance,
      rucs: await firms([official.ruc], commands),
    };
  }
  const { issued } = await commands.official(official.keyId);
  const rucs = [...new Set(official.scopes.map(({ ruc }) => ruc))];
  return {
    quien: issued?.official ?? '',
    vence: issued?.expiresAt,
    referencia: issued?.reference ?? '',
    alcance: official.scopes.map(scopeWords),
    rucs: await firms(rucs, commands),
  };
}

async function firms(rucs: readonly string[], commands: Office['commands']) {
  return Promise.all(
    rucs.map(async (ruc) => ({
      valor: ruc,
      texto: `${(await commands.provider(ruc)).registered?.legalName ?? ''} (RUC ${ruc})`,
    })),
  );
}

/** Books that may be asked for whole, or in part. */
async function booksOf(official: Official, { commands }: Office) {
  const scopes = 'scopes' in official ? official.scopes : [{ ruc: official.ruc, bookId: undefined }];
  const books = new Map<string, { readonly valor: string; readonly texto: string }>();
  for (const { ruc, bookId } of scopes) {
    for (const book of (await commands.provider(ruc)).books.values()) {
      if (bookId !== undefined && book.bookId !== bookId) continue;
      books.set(book.bookId, { valor: book.bookId, texto: `${book.code}, ${book.establishment} (RUC ${ruc})` });
    }
  }
  return [...books.values()];
}
