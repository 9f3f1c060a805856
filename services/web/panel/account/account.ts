import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PasswordFault } from '../../staff/passwords.ts';
import { type Desk, does, page, personOf } from '../desk.ts';
import { field, formOf } from '../form.ts';
import { ensurePass, givePass } from '../pass.ts';
import { appSecret, codesPage, ENROLMENT, NOT_THE_CODE } from './enrolment.ts';

/** Somebody's own password and second factor, and the invitation by which they chose the first. */
export function accountRoutes(app: FastifyInstance, desk: Desk): void {
  const mine = '/panel/cuenta';

  app.get(mine, does('deadlines/read', mine), (request, reply) => accountPage(desk, request, reply));

  app.post(`${mine}/clave`, does('deadlines/read', `${mine}/clave`), async (request, reply) => {
    const form = formOf(request.body);
    const { staffId, token } = personOf(request);
    const [current, next, again] = ['actual', 'nueva', 'repetida'].map((name) => rawField(form, name));
    if (next !== again) return accountPage(desk, request, reply, { campo: 'repetida', texto: DIFFERENT });
    const fault = await desk.staff.changePassword(staffId, { current: current ?? '', next: next ?? '', keep: token });
    if (fault === undefined) return reply.redirect(`${mine}?hecho=clave`, 303);
    const campo = fault === 'wrong' || fault === 'locked' ? 'actual' : 'nueva';
    return accountPage(desk, request, reply, { campo, texto: FAULTS[fault] });
  });

  app.post(`${mine}/segundo-factor`, does('deadlines/read', `${mine}/segundo-factor`), async (request, reply) => {
    await desk.staff.secondFactors.start(personOf(request).staffId);
    return reply.redirect(`${mine}#segundo-factor`, 303);
  });

  app.post(`${mine}/segundo-factor/codigo`, does('deadlines/read', mine), async (request, reply) => {
    const code = field(formOf(request.body), 'codigo').slice(0, 20);
    const person = personOf(request);
    const enrolled = await desk.staff.enrol(person.staffId, code);
    if (enrolled === undefined) return accountPage(desk, request, reply, { campo: 'codigo', texto: NOT_THE_CODE });
    givePass(request, reply, enrolled.token);
    request.person = { ...person, token: enrolled.token };
    return codesPage(desk, request, reply, { codes: enrolled.codes });
  });

  app.post(`${mine}/segundo-factor/codigos`, does('deadlines/read', mine), async (request, reply) => {
    const password = rawField(formOf(request.body), 'clave-codigos');
    const codes = await desk.staff.secondFactors.renewCodes(personOf(request).staffId, password);
    if (codes === undefined) {
      return accountPage(desk, request, reply, { campo: 'clave-codigos', texto: FAULTS.wrong });
    }
    return codesPage(desk, request, reply, { codes, renewed: true });
  });

  app.post(`${mine}/segundo-factor/quitar`, does('deadlines/read', mine), async (request, reply) => {
    const { staffId, ruc, role } = personOf(request);
    const ended = await desk.staff.secondFactors.end(staffId, rawField(formOf(request.body), 'clave-quitar'));
    if (ended && desk.staff.needsSecondFactor(ruc, role)) return reply.redirect(ENROLMENT, 303);
    if (ended) return reply.redirect(`${mine}?hecho=sin-segundo-factor`, 303);
    return accountPage(desk, request, reply, { campo: 'clave-quitar', texto: FAULTS.wrong });
  });

  const invitation = '/panel/invitacion/:invitacion';
  const asGuest = does('house/read', '/panel/invitacion/{invitacion}');
  app.get<{ Params: { invitacion: string } }>(invitation, asGuest, async (request, reply) => {
    ensurePass(request, reply);
    return invitationPage(desk, request, reply);
  });
  app.post<{ Params: { invitacion: string } }>(invitation, asGuest, async (request, reply) => {
    const form = formOf(request.body);
    const password = rawField(form, 'nueva');
    if (password !== rawField(form, 'repetida')) {
      return invitationPage(desk, request, reply, { campo: 'repetida', texto: DIFFERENT });
    }
    const fault = await desk.staff.acceptInvitation(request.params.invitacion, password);
    if (fault === undefined) return reply.redirect('/panel/entrar?hecho=clave', 303);
    if (fault === 'gone') return invitationPage(desk, request, reply);
    return invitationPage(desk, request, reply, { campo: 'nueva', texto: FAULTS[fault] });
  });
}

interface Wrong {
  readonly campo: string;
  readonly texto: string;
}

async function accountPage(desk: Desk, request: FastifyRequest, reply: FastifyReply, wrong?: Wrong) {
  const person = personOf(request);
  const state = await desk.staff.secondFactors.stateOf(person.staffId);
  const { hecho } = request.query as { hecho?: string };
  return page(desk, request, reply, {
    view: 'cuenta',
    ...(wrong === undefined ? {} : { status: 422 }),
    data: {
      titulo: wrong === undefined ? 'Mi cuenta' : 'Error: mi cuenta',
      errores: wrong === undefined ? [] : [wrong],
      sesiones: await desk.staff.sessions.count(person.staffId, desk.clock()),
      factor: {
        activo: state === 'on',
        empezado: state === 'started',
        obligatorio: desk.staff.needsSecondFactor(person.ruc, person.role),
      },
      codigosQuedan: state === 'on' ? await desk.staff.secondFactors.recoveryCodesLeft(person.staffId) : undefined,
      ...(state === 'started' ? await appSecret(desk, person.staffId) : {}),
      ...(hecho !== undefined && Object.hasOwn(DONE, hecho) ? { aviso: { tono: 'ok', texto: DONE[hecho] } } : {}),
    },
  });
}

async function invitationPage(
  desk: Desk,
  request: FastifyRequest<{ Params: { invitacion: string } }>,
  reply: FastifyReply,
  wrong?: Wrong,
) {
  const account = await desk.staff.invited(request.params.invitacion);
  return page(desk, request, reply, {
    view: 'invitacion',
    status: account === undefined ? 404 : wrong === undefined ? 200 : 422,
    data: {
      titulo: account === undefined ? 'El enlace ya no sirve' : 'Elija su contraseña',
      valida: account !== undefined,
      correo: account?.email,
      errores: wrong === undefined ? [] : [wrong],
    },
  });
}

/** A password is taken as typed: its spaces belong to it. */
function rawField(form: Readonly<Record<string, unknown>>, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

const DIFFERENT = 'Las dos contraseñas no son iguales. Escríbalas otra vez.';
const FAULTS: Readonly<Record<PasswordFault | 'wrong' | 'locked', string>> = {
  'too-short': 'La contraseña es muy corta: use doce caracteres o más, por ejemplo cuatro palabras.',
  'too-long': 'La contraseña es demasiado larga: use doscientos caracteres como máximo.',
  'too-common': 'Esa contraseña es de las primeras que alguien probaría. Elija otra.',
  'has-email': 'La contraseña no debe contener su correo. Elija otra.',
  wrong: 'La contraseña actual no es esa.',
  locked: 'Hubo demasiados intentos. Espere quince minutos y vuelva a probar.',
};
const DONE: Readonly<Record<string, string>> = {
  clave: 'Su contraseña cambió, y se cerraron sus otras sesiones.',
  'sin-segundo-factor': 'La verificación en dos pasos quedó desactivada.',
};
