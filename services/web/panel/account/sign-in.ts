import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limaTime } from '../../layout/formats.ts';
import { type Desk, does, page, personOf } from '../desk.ts';
import { field, formOf } from '../form.ts';
import { ensurePass, givePass, takePass } from '../pass.ts';
import { ENROLMENT } from './enrolment.ts';
import { safePath } from './safe-path.ts';

/** In and out. A wrong password, an unknown e-mail and somebody who left are told in the same words. */
export function signInRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel/entrar', does('house/read', '/panel/entrar'), async (request, reply) => {
    if (request.person !== undefined) return reply.redirect('/panel', 303);
    if (request.enrolling !== undefined) return reply.redirect(ENROLMENT, 303);
    ensurePass(request, reply);
    return signInPage(desk, request, reply, {});
  });

  app.post('/panel/entrar', does('house/read', '/panel/entrar'), async (request, reply) => {
    const form = formOf(request.body);
    const email = field(form, 'correo').slice(0, 200);
    const password = typeof form['clave'] === 'string' ? form['clave'].slice(0, 500) : '';
    const result = await desk.staff.signIn({ email, password });
    const back = safePath(field(form, 'volver'));
    switch (result.outcome) {
      case 'in':
        givePass(request, reply, result.token);
        return reply.redirect(back, 303);
      case 'second-factor':
        givePass(request, reply, result.token);
        return reply.redirect(`/panel/segundo-factor?volver=${encodeURIComponent(back)}`, 303);
      case 'locked':
        return signInPage(desk, request, reply, { email, back, status: 429, wrong: lockedUntil(result.until) });
      default:
        return signInPage(desk, request, reply, { email, back, status: 401, wrong: WRONG });
    }
  });

  app.get('/panel/segundo-factor', does('house/read', '/panel/segundo-factor'), async (request, reply) =>
    secondFactorPage(desk, request, reply, {}),
  );

  app.post('/panel/segundo-factor', does('house/read', '/panel/segundo-factor'), async (request, reply) => {
    const form = formOf(request.body);
    const result = await desk.staff.passSecondFactor(request.passToken, field(form, 'codigo').slice(0, 40));
    if (result.outcome === 'in') {
      givePass(request, reply, result.token);
      return reply.redirect(safePath(field(form, 'volver')), 303);
    }
    const wrong = result.outcome === 'locked' ? lockedUntil(result.until) : WRONG_CODE;
    return secondFactorPage(desk, request, reply, { status: result.outcome === 'locked' ? 429 : 401, wrong });
  });

  app.post('/panel/salir', does('house/read', '/panel/salir'), async (request, reply) => {
    const session = await desk.staff.sessions.find(request.passToken, desk.clock());
    await desk.staff.sessions.close(request.passToken);
    takePass(reply);
    return reply.redirect(session?.byIssuer === true && desk.issuer !== undefined ? OUT : '/panel/entrar', 303);
  });

  app.post('/panel/salir-de-todas', does('deadlines/read', '/panel/salir-de-todas'), async (request, reply) => {
    await desk.staff.sessions.closeAll(personOf(request).staffId);
    takePass(reply);
    return reply.redirect('/panel/entrar', 303);
  });
}

/** Where whoever came in by an issuer is told that their session there goes on. */
export const OUT = '/panel/salida';

interface Told {
  readonly email?: string;
  readonly back?: string;
  readonly status?: number;
  readonly wrong?: string;
  /** The field that is wrong; undefined: none is. */
  readonly campo?: string | undefined;
}

export function signInPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { email = '', back, status, wrong, ...told }: Told,
) {
  const campo = 'campo' in told ? told.campo : 'correo';
  const { volver, hecho } = request.query as { volver?: unknown; hecho?: unknown };
  return page(desk, request, reply, {
    view: 'entrar',
    ...(status === undefined ? {} : { status }),
    data: {
      titulo: wrong === undefined ? 'Entrar al panel' : 'Error: entrar al panel',
      correo: email,
      volver: back ?? safePath(volver),
      errores: wrong === undefined ? [] : [{ campo, texto: wrong }],
      resumen: 'No pudimos dejarle entrar',
      ...(desk.issuer === undefined ? {} : { organizacion: byOrganisation(back ?? safePath(volver)) }),
      hecho: hecho === 'clave' ? 'Su contraseña quedó guardada. Ya puede entrar con ella.' : undefined,
    },
  });
}

function byOrganisation(back: string): string {
  return `/panel/entrar/organizacion?volver=${encodeURIComponent(back)}`;
}

function secondFactorPage(desk: Desk, request: FastifyRequest, reply: FastifyReply, { status, wrong }: Told) {
  return page(desk, request, reply, {
    view: 'segundo-factor',
    ...(status === undefined ? {} : { status }),
    data: {
      titulo: wrong === undefined ? 'Código de verificación' : 'Error: código de verificación',
      volver: safePath((request.query as { volver?: unknown }).volver),
      errores: wrong === undefined ? [] : [{ campo: 'codigo', texto: wrong }],
      resumen: 'El código no sirvió',
    },
  });
}

const WRONG = 'El correo o la contraseña no coinciden. Revise que no estén activadas las mayúsculas.';
const WRONG_CODE =
  'El código no es el de este momento. Espere el siguiente, o use uno de sus códigos de recuperación. Si pasaron más de diez minutos, entre de nuevo.';

function lockedUntil(until: string): string {
  return `Hubo demasiados intentos. Por seguridad espere hasta las ${limaTime(until)} y vuelva a probar.`;
}
