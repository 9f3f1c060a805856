import { newKey } from '@foja/api';
import type { EventOf } from '@foja/contracts';
import { issueKey as issueBody } from '@foja/contracts/http/bodies.ts';
import { issueKey, revokeKey } from '@foja/domain/provider/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, page, personOf } from '../desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../form.ts';
import { words } from './settings.ts';

/** Roles that a provider may give to a program; an official's key is not the provider's to give. */
const GIVEN: Readonly<Record<string, string>> = {
  respondent: 'Atiende: presenta, ofrece y responde',
  viewer: 'Solo mira',
  admin: 'Administra',
  auditor: 'Audita: solo mira, también la historia',
};

/** Keys for the firm's own programs. */
export function keyRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/ajustes/llaves';
  app.get(url, does('key/list', url), (request, reply) => keysPage(desk, request, reply, {}));

  app.post(url, does('key/issue', url), async (request, reply) => {
    const form = formOf(request.body);
    const until = field(form, 'hasta');
    const body = {
      role: Object.hasOwn(GIVEN, field(form, 'rol')) ? field(form, 'rol') : '',
      label: field(form, 'etiqueta'),
      ...optional('expiresAt', until === '' ? '' : `${until}T23:59:59-05:00`),
    };
    const parsed = parseForm<Pick<EventOf<'ApiKeyIssued'>['data'], 'role' | 'label' | 'expiresAt'>>(
      issueBody,
      body,
      LABELS,
    );
    if (!parsed.ok) return keysPage(desk, request, reply, { wrong: parsed.wrong, form });
    const { ruc } = personOf(request);
    const { key, keyId, secretHash } = newKey(ruc);
    const result = await desk.commands.onProvider(
      ruc,
      (state) => issueKey(state, { ...parsed.data, keyId, secretHash }, { now: desk.clock() }),
      callerOf(request, {}),
    );
    if (!result.ok) return keysPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }], form });
    return keysPage(desk, request, reply, { issued: key });
  });

  app.post(`${url}/revocar`, does('key/revoke', `${url}/revocar`), async (request, reply) => {
    const { ruc } = personOf(request);
    const keyId = field(formOf(request.body), 'llave');
    const { keys } = await desk.commands.provider(ruc);
    if (keys.get(keyId)?.role === 'indecopi') {
      return keysPage(desk, request, reply, {
        wrong: [{ texto: 'Esa llave es de Indecopi: no la revoca la empresa.' }],
      });
    }
    const result = await desk.commands.onProvider(ruc, (state) => revokeKey(state, keyId), callerOf(request, {}));
    if (!result.ok) return keysPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }] });
    return reply.redirect(`${url}?hecho=revocada`, 303);
  });
}

async function keysPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    wrong = [],
    form = {},
    issued,
  }: { readonly wrong?: readonly Wrong[]; readonly form?: Form; readonly issued?: string },
) {
  const { keys } = await desk.commands.provider(personOf(request).ruc);
  const now = Date.parse(desk.clock());
  const { hecho } = request.query as { hecho?: string };
  return page(desk, request, reply, {
    view: 'llaves',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Llaves`,
      seccion: 'llaves',
      errores: wrong,
      v: form,
      emitida: issued,
      llaves: [...keys.values()].reverse().map(({ keyId, role, label, expiresAt, revoked }) => {
        const over = expiresAt !== undefined && Date.parse(expiresAt) <= now;
        return {
          keyId,
          label,
          rol: GIVEN[role] ?? 'Indecopi',
          vence: expiresAt,
          estado: revoked ? 'Revocada' : over ? 'Vencida' : 'Vigente',
          vigente: !revoked && !over && role !== 'indecopi',
        };
      }),
      roles: Object.entries(GIVEN).map(([valor, texto]) => ({ valor, texto, elegido: valor === field(form, 'rol') })),
      aviso: hecho === 'revocada' ? { tono: 'ok', texto: 'La llave quedó revocada.' } : undefined,
    },
  });
}

const LABELS = {
  role: { campo: 'rol', nombre: 'Rol' },
  label: { campo: 'etiqueta', nombre: 'Para qué es' },
  expiresAt: { campo: 'hasta', nombre: 'Vence' },
} as const;
