import type { Claim } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { viewClaim } from '@foja/domain/claim/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, may, page, personOf } from '../desk.ts';
import { type Form, field, type Wrong } from '../form.ts';
import { type ClaimView, claimView } from './claim-view.ts';
import { timelineOf } from './timeline.ts';

export type OfClaim = { Params: { claimId: string } };

export function claimPageRoutes(app: FastifyInstance, desk: Desk): void {
  app.get<OfClaim>(
    '/panel/reclamos/:claimId',
    does('claim/read', '/panel/reclamos/{claimId}', ofClaim),
    async (request, reply) => {
      const claim = await firstLook(desk, request);
      const { hecho } = request.query as { hecho?: string };
      return claimPage(desk, request, reply, { claim, done: hecho });
    },
  );
}

/**
 * The first look of who may answer marks the claim as seen, on the server and without asking: it happens once, repeats
 * change nothing, and it must not depend on a script. A browser that only fetches ahead is no look, and no more is a viewer's.
 */
async function firstLook(desk: Desk, request: FastifyRequest): Promise<Claim> {
  const claim = claimOf(request);
  const ahead = /prefetch|prerender/.test(`${request.headers['sec-purpose']} ${request.headers['purpose']}`);
  if (claim.state.viewed || ahead || request.method === 'HEAD' || !may(personOf(request), 'claim/view')) return claim;
  const result = await desk.commands.onClaim(claim.state.filed.claimId, viewClaim, callerOf(request, {}));
  return result.ok ? result.state : claim;
}

/** The claim that the guard found, and let this person see. */
export function claimOf({ located }: FastifyRequest): Claim {
  if (located?.kind !== 'claim') throw new Problem('claim/not-found');
  return located.claim;
}

export interface Shown {
  readonly claim: Claim;
  readonly done?: string | undefined;
  /** What was typed into which form: it is never lost, whatever happens to the command. */
  readonly typed?: { readonly form: string; readonly values: Form };
  readonly wrong?: readonly Wrong[];
  /** The revision that was seen when the form was filled in, where somebody changed the claim since. */
  readonly seen?: number;
  readonly status?: number;
}

export async function claimPage(desk: Desk, request: FastifyRequest, reply: FastifyReply, shown: Shown) {
  const { claim, done, typed, wrong = [], seen, status } = shown;
  const person = personOf(request);
  const { staff } = await desk.commands.provider(person.ruc);
  const { puede: mine, ...view } = claimView(desk, person, claim, staff);
  const number = claim.state.number?.sheetNumber ?? '';
  return page(desk, request, reply, {
    view: 'reclamo',
    ...(status === undefined ? {} : { status }),
    data: {
      ...view,
      atiende: mine.atender,
      titulo: `${wrong.length > 0 || seen !== undefined ? 'Error: ' : ''}${view.tipo} ${number}`,
      errores: wrong,
      resumen: 'Falta corregir esto',
      rescatado: typed === undefined || isShown(view, typed.form) ? [] : writtenIn(typed.values),
      ...(typed === undefined ? {} : { escrito: { [typed.form]: typed.values }, abierta: { [typed.form]: true } }),
      ...(seen === undefined
        ? {}
        : {
            cambios: timelineOf(
              claim.history.filter(({ revision }) => revision > seen),
              staff,
            ),
          }),
      ...(done !== undefined && Object.hasOwn(DONE, done) ? { aviso: { tono: 'ok', texto: DONE[done] } } : {}),
    },
  });
}

/** Whether the form is still on the page: what was typed then stands in it. */
function isShown({ abierto, esQueja, ampliacion, ofrecimiento }: Omit<ClaimView, 'puede'>, form: string): boolean {
  if (form === 'recalificar') return esQueja;
  if (form === 'ampliar') return abierto && ampliacion.cabe;
  return abierto && (form !== 'oferta' || ofrecimiento.cabe);
}

/** What somebody wrote at length; a choice is soon made again. */
function writtenIn(values: Form): string[] {
  const names = Object.keys(values).filter((name) => /-(?:texto|fundamento|motivo|tercero)$/.test(name));
  return names.map((name) => field(values, name)).filter((text) => text !== '');
}

const DONE: Readonly<Record<string, string>> = {
  respuesta: 'La respuesta quedó registrada y el plazo se cerró.',
  ofrecimiento: 'El ofrecimiento quedó registrado.',
  ampliacion: 'El plazo quedó ampliado.',
  recalificacion: 'Quedó recalificado como reclamo.',
  aceptacion: 'Quedó registrada la aceptación firmada: el reclamo terminó en acuerdo.',
  rechazo: 'Quedó registrado que no aceptó: el plazo vuelve a correr.',
  prueba: 'El archivo quedó adjunto.',
  descargos: 'Sus descargos quedaron adjuntos: van en el expediente de Indecopi.',
  copia: 'Quedó registrada la entrega de la copia.',
  respaldo: 'La hoja de papel quedó registrada con este número. Anótelo en la hoja original.',
  'respaldo-sin-archivo': 'La hoja de papel quedó registrada, pero el archivo escaneado no. Adjúntelo abajo.',
};
