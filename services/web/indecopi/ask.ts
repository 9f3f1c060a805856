import { requestOf } from '@foja/api/operations/indecopi.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { problems } from '@foja/contracts';
import { type ExportScope, requestExport } from '@foja/contracts/http/bodies.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { does } from '../panel/desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../panel/form.ts';
import { homePage } from './home.ts';
import type { Office, Official } from './office.ts';
import { officialOf } from './who.ts';

/** Asking for a case file, by the form of the first page. */
export function askRoutes(app: FastifyInstance, office: Office): void {
  const path = '/indecopi/expedientes';
  app.post(path, does('case-file/request', path), async (request, reply) => {
    const form = formOf(request.body);
    const official = officialOf(request);
    const body = {
      scope: await scopeOf(form, official, office),
      ...optional('reference', field(form, 'referencia')),
      ...optional('dueOn', field(form, 'plazo')),
      pdf: field(form, 'pdf') === 'all' ? 'all' : 'printed',
    };
    const parsed = parseForm<ReturnType<typeof requestExport.parse>>(requestExport, body, LABELS);
    if (!parsed.ok) return again(office, request, reply, form, parsed.wrong);
    try {
      const asked = await requestOf(official, parsed.data, office);
      const formId = field(form, 'formulario').slice(0, 100);
      const commandId = eventId(FORMS, formId === '' ? request.id : `${official.keyId} ${formId}`);
      const by = { actor: { role: 'indecopi', id: official.keyId }, commandId, correlationId: request.id };
      const result = await office.caseFiles.request(asked, by);
      if (result.ok) return reply.redirect(`${path}/${result.job.exportId}`, 303);
      return again(office, request, reply, form, [{ texto: problems[result.refusal.code].es }]);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return again(office, request, reply, form, [wrongOf(error)]);
    }
  });
}

function again(office: Office, request: FastifyRequest, reply: FastifyReply, form: Form, errores: readonly Wrong[]) {
  return homePage(office, request, reply, { form, errores });
}

function wrongOf({ code, more }: Problem): Wrong {
  if (code === 'resource/not-found') return { campo: 'alcance-hoja', texto: NOT_GRANTED };
  if (more.errors?.some(({ field: name }) => name === 'reference'))
    return { campo: 'referencia', texto: 'Número de Indecopi: indíquelo; queda escrito en cada hoja' };
  return { texto: problems[code].es };
}

/** What the form says, as the API's body has it; a sheet by its number is looked up among what may be seen. */
async function scopeOf(form: Form, official: Official, office: Office): Promise<Partial<ExportScope> | undefined> {
  const dates = { ...optional('filedFrom', field(form, 'desde')), ...optional('filedTo', field(form, 'hasta')) };
  const ruc = optional('ruc', field(form, 'ruc'));
  switch (field(form, 'alcance')) {
    case 'hoja':
      return { kind: 'claim', ...optional('claimId', await claimIdOf(form, official, office)) };
    case 'libro':
      return { kind: 'book', ...optional('bookId', field(form, 'libro')), ...dates };
    case 'fechas':
      return { kind: 'dates', ...ruc, ...dates };
    case 'todo':
      return { kind: 'everything', ...ruc };
    default:
      return undefined;
  }
}

async function claimIdOf(form: Form, official: Official, office: Office): Promise<string> {
  const typed = field(form, 'hoja').slice(0, 60);
  if (/^[0-9a-f-]{36}$/i.test(typed) || !/^\d{1,9}-\d{4}$/.test(typed)) return typed;
  const { projections, store } = office;
  const found = await claimByNumber(typed, form, official, office);
  if (found !== undefined) return found;
  // One that was filed a moment ago may be on its way to the register.
  await projections.waitFor(await store.head(), CATCH_UP_MS);
  return (await claimByNumber(typed, form, official, office)) ?? NO_CLAIM;
}

async function claimByNumber(
  sheetNumber: string,
  form: Form,
  official: Official,
  { projections }: Office,
): Promise<string | undefined> {
  const rucs = 'scopes' in official ? official.scopes.map(({ ruc }) => ruc) : [official.ruc];
  for (const ruc of new Set(field(form, 'ruc') === '' ? rucs : [field(form, 'ruc')])) {
    const found = await projections.queries.register.byNumber({ sheetNumber, ruc });
    const bookId = field(form, 'libro');
    const mine = bookId === '' ? found : found.filter((claim) => claim.bookId === bookId);
    if (mine[0] !== undefined) return mine[0].claimId;
  }
  return undefined;
}

const CATCH_UP_MS = 2_000;
/** Names nothing: what is not found and what is not granted are told alike. */
const NO_CLAIM = '00000000-0000-4000-8000-000000000000';
const NOT_GRANTED = 'En su permiso no hay ninguna hoja así. Revise el número, el libro y las fechas.';
/** Namespace of the command ids of forms; any UUID, the same for ever. */
const FORMS = '7f2d9a14-6c35-5e8b-9d07-41b8c3a2e650';

const LABELS = {
  scope: { campo: 'alcance-hoja', nombre: 'Qué pide' },
  'scope.kind': { campo: 'alcance-hoja', nombre: 'Qué pide' },
  'scope.claimId': { campo: 'hoja', nombre: 'Hoja' },
  'scope.bookId': { campo: 'libro', nombre: 'Libro' },
  'scope.filedFrom': { campo: 'desde', nombre: 'Desde' },
  'scope.filedTo': { campo: 'hasta', nombre: 'Hasta' },
  'scope.ruc': { campo: 'ruc', nombre: 'RUC' },
  reference: { campo: 'referencia', nombre: 'Número de Indecopi' },
  dueOn: { campo: 'plazo', nombre: 'Plazo de entrega' },
} as const;
