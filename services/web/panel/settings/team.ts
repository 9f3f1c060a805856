import { randomUUID } from 'node:crypto';
import { StaffAddedV1, type StaffRole, staffRole } from '@foja/contracts/events/staff.ts';
import { changeStaffRole } from '@foja/domain/provider/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, page, personOf, ROLES } from '../desk.ts';
import { type Form, field, formOf, parseForm, type Wrong } from '../form.ts';
import { words } from './settings.ts';

const newcomer = StaffAddedV1.omit({ staffId: true });
type Newcomer = { readonly role: StaffRole; readonly name: string; readonly email: string };

/** Who attends the book. Somebody new chooses their own password, by a link that opens once. */
export function teamRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/ajustes/equipo';
  app.get(url, does('staff/manage', url), (request, reply) => teamPage(desk, request, reply, {}));

  app.post(url, does('staff/manage', url), async (request, reply) => {
    const form = formOf(request.body);
    const body = { role: field(form, 'rol'), name: field(form, 'nombre'), email: field(form, 'correo').toLowerCase() };
    const parsed = parseForm<Newcomer>(newcomer, body, LABELS);
    if (!parsed.ok) return teamPage(desk, request, reply, { wrong: parsed.wrong, form });
    const by = callerOf(request, { formulario: field(form, 'formulario') || randomUUID() });
    const added = await desk.staff.add(personOf(request).ruc, parsed.data, by);
    if (!added.ok) return teamPage(desk, request, reply, { wrong: [{ texto: words(added.refusal) }], form });
    return handOut(desk, request, reply, parsed.data, added.invitation);
  });

  app.post(`${url}/rol`, does('staff/manage', `${url}/rol`), async (request, reply) => {
    const form = formOf(request.body);
    const role = staffRole.safeParse(field(form, 'rol'));
    if (!role.success) return teamPage(desk, request, reply, { wrong: [{ texto: 'Elija un rol.' }] });
    const change = { staffId: field(form, 'persona'), role: role.data };
    const by = callerOf(request, {});
    const result = await desk.commands.onProvider(personOf(request).ruc, (state) => changeStaffRole(state, change), by);
    if (!result.ok) return teamPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }] });
    return reply.redirect(personOf(request).staffId === change.staffId ? '/panel' : `${url}?hecho=rol`, 303);
  });

  app.post(`${url}/enlace`, does('staff/manage', `${url}/enlace`), async (request, reply) => {
    const member = await memberOf(desk, request, field(formOf(request.body), 'persona'));
    if (member === undefined) return teamPage(desk, request, reply, { wrong: [NOBODY] });
    return handOut(desk, request, reply, member, await desk.staff.invite(member.staffId));
  });

  app.post(`${url}/segundo-factor`, does('staff/manage', `${url}/segundo-factor`), async (request, reply) => {
    const { staffId, ruc } = personOf(request);
    const member = await memberOf(desk, request, field(formOf(request.body), 'persona'));
    if (member === undefined || member.staffId === staffId) return teamPage(desk, request, reply, { wrong: [NOBODY] });
    await desk.staff.resetSecondFactor(member.staffId);
    desk.log.info({ requestId: request.id, ruc, staffId: member.staffId, by: staffId }, 'second factor taken off');
    return reply.redirect(`${url}?hecho=segundo-factor`, 303);
  });

  app.post(`${url}/quitar`, does('staff/manage', `${url}/quitar`), async (request, reply) => {
    const member = await memberOf(desk, request, field(formOf(request.body), 'persona'));
    if (member === undefined) return teamPage(desk, request, reply, { wrong: [NOBODY] });
    const refusal = await desk.staff.remove(personOf(request).ruc, member.staffId, callerOf(request, {}));
    if (refusal !== undefined) return teamPage(desk, request, reply, { wrong: [{ texto: words(refusal) }] });
    return reply.redirect(`${url}?hecho=fuera`, 303);
  });
}

const FACTOR_OFF =
  'Se quitó su teléfono y se cerraron sus sesiones. Cuando entre con su contraseña podrá activar otro.';
const NOBODY = { texto: 'Esa persona ya no está en el equipo.' };

async function memberOf({ commands }: Desk, request: FastifyRequest, staffId: string) {
  const member = (await commands.provider(personOf(request).ruc)).staff.get(staffId);
  return member?.removed === false ? member : undefined;
}

/** Mails the link, or shows it once to the administrator, who hands it on. */
async function handOut(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, email }: Newcomer,
  token: string,
) {
  const base = desk.settings.publicUrl ?? `${request.protocol}://${request.host}`;
  const link = `${base}/panel/invitacion/${token}`;
  const sent =
    desk.sendInvitation === undefined ? false : await desk.sendInvitation({ email, name, link }).then(yes, no);
  return page(desk, request, reply, {
    view: 'enlace',
    data: { titulo: 'Enlace para entrar', seccion: 'equipo', nombre: name, correo: email, enviado: sent, enlace: link },
  });
}

const yes = () => true;
const no = () => false;

async function teamPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { wrong = [], form = {} }: { readonly wrong?: readonly Wrong[]; readonly form?: Form },
) {
  const person = personOf(request);
  const { staff } = await desk.commands.provider(person.ruc);
  const { hecho } = request.query as { hecho?: string };
  const roles = (chosen: string) =>
    staffRole.options.map((valor) => ({ valor, texto: ROLES[valor], elegido: valor === chosen }));
  return page(desk, request, reply, {
    view: 'equipo',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Equipo`,
      seccion: 'equipo',
      errores: wrong,
      v: form,
      formulario: randomUUID(),
      equipo: await Promise.all(
        [...staff.values()]
          .filter(({ removed }) => !removed)
          .map(async ({ staffId, name, email, role }) => ({
            staffId,
            name,
            email,
            rol: ROLES[role],
            roles: roles(role),
            yoMismo: staffId === person.staffId,
            dosPasos: (await desk.staff.secondFactors.stateOf(staffId)) === 'on',
          })),
      ),
      roles: roles(field(form, 'rol') || 'respondent'),
      aviso:
        hecho === undefined
          ? undefined
          : { tono: 'ok', texto: hecho === 'segundo-factor' ? FACTOR_OFF : 'El equipo quedó al día.' },
    },
  });
}

const LABELS = {
  name: { campo: 'nombre', nombre: 'Nombre' },
  email: { campo: 'correo', nombre: 'Correo' },
  role: { campo: 'rol', nombre: 'Rol' },
} as const;
