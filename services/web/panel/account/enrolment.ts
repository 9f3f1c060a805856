import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import qrcode from 'qrcode';
import { type Desk, does, page } from '../desk.ts';
import { field, formOf } from '../form.ts';
import { givePass } from '../pass.ts';
import { safePath } from './safe-path.ts';

/** Where whoever needs a second factor and has none is led, and the only page they have until then. */
export const ENROLMENT = '/panel/segundo-factor/activar';

export function enrolmentRoutes(app: FastifyInstance, desk: Desk): void {
  app.get(ENROLMENT, does('house/read', ENROLMENT), (request, reply) => enrolmentPage(desk, request, reply));

  app.post(ENROLMENT, does('house/read', ENROLMENT), async (request, reply) => {
    const person = request.enrolling;
    if (person === undefined) return reply.redirect('/panel', 303);
    const form = formOf(request.body);
    const enrolled = await desk.staff.enrol(person.staffId, field(form, 'codigo').slice(0, 20));
    if (enrolled === undefined) return enrolmentPage(desk, request, reply, NOT_THE_CODE);
    givePass(request, reply, enrolled.token);
    request.person = { ...person, token: enrolled.token };
    return codesPage(desk, request, reply, { codes: enrolled.codes, back: safePath(field(form, 'volver')) });
  });
}

/** Recovery codes, this once. */
export function codesPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    codes,
    back = '/panel',
    renewed = false,
  }: { readonly codes: readonly string[]; readonly back?: string; readonly renewed?: boolean },
) {
  return page(desk, request, reply, {
    view: 'codigos',
    data: { titulo: 'Códigos de recuperación', codigos: codes, volver: back, renovados: renewed },
  });
}

/** What the app on the phone is shown; absent where the factor is on already. */
export async function appSecret({ staff }: Desk, staffId: string) {
  const started = await staff.secondFactors.start(staffId);
  if (started === undefined) return {};
  return {
    qr: await qrcode.toDataURL(started.uri, { margin: 2, scale: 5 }),
    secreto: started.secret.replaceAll(/(.{4})/g, '$1 ').trim(),
  };
}

async function enrolmentPage(desk: Desk, request: FastifyRequest, reply: FastifyReply, wrong?: string) {
  const person = request.enrolling;
  if (person === undefined) return reply.redirect('/panel', 303);
  return page(desk, request, reply, {
    view: 'activar',
    ...(wrong === undefined ? {} : { status: 422 }),
    data: {
      titulo: `${wrong === undefined ? '' : 'Error: '}Active la verificación en dos pasos`,
      errores: wrong === undefined ? [] : [{ campo: 'codigo', texto: wrong }],
      resumen: 'El código no sirvió',
      saliente: { name: person.name },
      correo: person.email,
      volver: safePath(field(formOf(request.body), 'volver') || (request.query as { volver?: unknown }).volver),
      ...(await appSecret(desk, person.staffId)),
    },
  });
}

export const NOT_THE_CODE =
  'Ese no es el código de este momento. Espere a que cambie en la aplicación y escriba el nuevo.';
