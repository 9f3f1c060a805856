import { type ProblemCode, problems } from '@foja/contracts';
import { deliverCopy, extend, offer, reclassify as reclassifyBody } from '@foja/contracts/http/bodies.ts';
import { ofClaim, ofIndecopiRequest, ofOffer } from '@foja/contracts/http/parameters.ts';
import * as claims from '@foja/domain/claim/index.ts';
import type { Decision, Refusal } from '@foja/domain/decision.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, shown } from '../desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../form.ts';
import { claimOf, claimPage, type OfClaim } from './claim-page.ts';
import { instantOf } from './lima-input.ts';

type Decide = (claim: claims.ClaimState, about: claims.Circumstances) => Decision<claims.ClaimEvent>;

/** What the staff do to a claim, one form each. The API's commands do the same. */
export function claimCommandRoutes(app: FastifyInstance, desk: Desk): void {
  const claimUrl = '/panel/reclamos/:claimId';
  const path = '/panel/reclamos/{claimId}';

  app.post<OfClaim>(
    `${claimUrl}/ofrecimiento`,
    does('claim/offer', `${path}/ofrecimiento`, ofClaim),
    async (request, reply) => {
      const form = formOf(request.body);
      const mode = field(form, 'oferta-modo');
      const body = {
        mode,
        medium: mode === 'in-person' ? 'sheet' : field(form, 'oferta-medio'),
        text: field(form, 'oferta-texto'),
        communicatedAt: instantOf(field(form, 'oferta-cuando')) ?? desk.clock(),
      };
      const parsed = parseForm<Parameters<typeof claims.offerSettlement>[1]>(offer, body, LABELS.oferta);
      if (!parsed.ok) return again(desk, request, reply, 'oferta', form, parsed.wrong);
      return run(desk, request, reply, 'oferta', 'ofrecimiento', (claim, about) =>
        claims.offerSettlement(claim, parsed.data, about),
      );
    },
  );

  app.post<OfClaim>(
    `${claimUrl}/ampliacion`,
    does('claim/extend', `${path}/ampliacion`, ofClaim),
    async (request, reply) => {
      const form = formOf(request.body);
      const body = { reason: field(form, 'ampliar-motivo'), ...optional('thirdParty', field(form, 'ampliar-tercero')) };
      const parsed = parseForm<Parameters<typeof claims.extendDeadline>[1]>(extend, body, LABELS.ampliar);
      if (!parsed.ok) return again(desk, request, reply, 'ampliar', form, parsed.wrong);
      return run(desk, request, reply, 'ampliar', 'ampliacion', (claim, about) =>
        claims.extendDeadline(claim, parsed.data, about),
      );
    },
  );

  app.post<OfClaim>(
    `${claimUrl}/recalificacion`,
    does('claim/reclassify', `${path}/recalificacion`, ofClaim),
    async (request, reply) => {
      const form = formOf(request.body);
      const body = { to: 'reclamo', reason: field(form, 'recalificar-motivo') };
      const parsed = parseForm<{ reason: string }>(reclassifyBody, body, LABELS.recalificar);
      if (!parsed.ok) return again(desk, request, reply, 'recalificar', form, parsed.wrong);
      return run(desk, request, reply, 'recalificar', 'recalificacion', (claim, about) =>
        claims.reclassify(claim, parsed.data.reason, about),
      );
    },
  );

  type OfOffer = { Params: { claimId: string; n: string } };
  app.post<OfOffer>(
    `${claimUrl}/ofrecimiento/:n/firma`,
    does('claim/answer-offer', `${path}/ofrecimiento/{n}/firma`, ofOffer),
    (request, reply) =>
      run(desk, request, reply, 'firma', 'aceptacion', (claim, about) =>
        claims.acceptOffer(claim, { offerNumber: Number(request.params.n), means: 'signature', by: 'provider' }, about),
      ),
  );
  app.post<OfOffer>(
    `${claimUrl}/ofrecimiento/:n/rechazo`,
    does('claim/answer-offer', `${path}/ofrecimiento/{n}/rechazo`, ofOffer),
    (request, reply) =>
      run(desk, request, reply, 'firma', 'rechazo', (claim, about) =>
        claims.rejectOffer(claim, { offerNumber: Number(request.params.n), by: 'provider' }, about),
      ),
  );

  app.post<OfOffer>(
    `${claimUrl}/copia/:n`,
    does('claim/deliver-copy', `${path}/copia/{n}`, ofIndecopiRequest),
    async (request, reply) => {
      const parsed = parseForm<Pick<Parameters<typeof claims.deliverCopy>[1], 'medium'>>(
        deliverCopy,
        { medium: field(formOf(request.body), 'copia-medio') },
        {},
      );
      if (!parsed.ok) return again(desk, request, reply, 'copia', {}, parsed.wrong);
      return run(desk, request, reply, 'copia', 'copia', (claim) =>
        claims.deliverCopy(claim, { requestNumber: Number(request.params.n), medium: parsed.data.medium }),
      );
    },
  );
}

/** Carries a command out and leads back to the claim; a refusal shows the claim as it is now, with all that was typed. */
export async function run(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  formName: string,
  done: string,
  decide: Decide,
) {
  const { claimId } = claimOf(request).state.filed;
  const form = formOf(request.body);
  const result = await desk.commands.onClaim(claimId, decide, callerOf(request, form));
  if (result.ok) {
    await shown(desk, result.position);
    return reply.redirect(`/panel/reclamos/${claimId}?hecho=${done}`, 303);
  }
  const claim = (await desk.commands.claim(claimId)) ?? claimOf(request);
  const conflict = isConflict(result.refusal.code);
  return claimPage(desk, request, reply, {
    claim,
    typed: { form: formName, values: form },
    status: problems[result.refusal.code].status,
    ...(conflict ? { seen: Number(field(form, 'revision')) } : { wrong: [{ texto: refusalWords(result.refusal) }] }),
  });
}

export function isConflict(code: ProblemCode): boolean {
  return code === 'precondition/failed' || code === 'concurrency/conflict';
}

export function refusalWords({ code, norm }: Refusal): string {
  return `${problems[code].es}${norm === undefined ? '' : ` (${norm})`}.`;
}

export function again(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  formName: string,
  values: Form,
  wrong: readonly Wrong[],
) {
  return claimPage(desk, request, reply, {
    claim: claimOf(request),
    typed: { form: formName, values },
    wrong,
    status: 422,
  });
}

const LABELS = {
  oferta: {
    mode: { campo: 'oferta-modo-remote', nombre: 'Cómo se ofreció' },
    medium: { campo: 'oferta-medio', nombre: 'Medio' },
    text: { campo: 'oferta-texto', nombre: 'Qué se ofrece' },
    communicatedAt: { campo: 'oferta-cuando', nombre: 'Cuándo se comunicó' },
  },
  ampliar: {
    reason: { campo: 'ampliar-motivo', nombre: 'Motivo' },
    thirdParty: { campo: 'ampliar-tercero', nombre: 'De quién depende' },
  },
  recalificar: { reason: { campo: 'recalificar-motivo', nombre: 'Motivo' } },
} as const;
