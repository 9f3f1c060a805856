import type { EventOf } from '@foja/contracts';
import { problems } from '@foja/contracts';
import {
  AllowedOriginsSetV1,
  NotificationAddressesSetV1,
  ProviderDetailsChangedV1,
} from '@foja/contracts/events/settings.ts';
import { sectors } from '@foja/domain/deadline/index.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import * as provider from '@foja/domain/provider/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, page, personOf } from '../desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../form.ts';

/** What a firm sets up for itself: its details, where mail goes, and the sites that may show the form. */
export function settingsRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/ajustes';
  app.get(url, does('settings/change', url), (request, reply) => settingsPage(desk, request, reply, {}));

  app.post(`${url}/empresa`, does('settings/change', `${url}/empresa`), async (request, reply) => {
    const form = formOf(request.body);
    const body = {
      legalName: field(form, 'razon'),
      ...optional('tradeName', field(form, 'comercial')),
      address: field(form, 'domicilio'),
      email: field(form, 'correo'),
      sector: field(form, 'sector'),
    };
    const parsed = parseForm<EventOf<'ProviderDetailsChanged'>['data']>(ProviderDetailsChangedV1, body, DETAILS);
    if (!parsed.ok) return settingsPage(desk, request, reply, { wrong: parsed.wrong, form });
    return change(desk, request, reply, 'empresa', (state) => provider.changeDetails(state, parsed.data));
  });

  app.post(`${url}/avisos`, does('settings/change', `${url}/avisos`), async (request, reply) => {
    const form = formOf(request.body);
    const emails = linesOf(field(form, 'avisos'));
    const parsed = parseForm<{ emails: string[] }>(NotificationAddressesSetV1, { emails }, {});
    if (!parsed.ok) return settingsPage(desk, request, reply, { wrong: [NOT_ADDRESSES], form });
    return change(desk, request, reply, 'avisos', (state) =>
      provider.setNotificationAddresses(state, parsed.data.emails),
    );
  });

  app.post(`${url}/sitios`, does('settings/change', `${url}/sitios`), async (request, reply) => {
    const form = formOf(request.body);
    const origins = linesOf(field(form, 'sitios')).map((text) => (URL.canParse(text) ? new URL(text).origin : text));
    const parsed = parseForm<{ origins: string[] }>(AllowedOriginsSetV1, { origins }, {});
    // `http://*` is an origin to a URL parser, and to whoever typed it everybody.
    if (!parsed.ok || origins.some((one) => one.includes('*')))
      return settingsPage(desk, request, reply, { wrong: [NOT_ORIGINS], form });
    return change(desk, request, reply, 'sitios', (state) => provider.setAllowedOrigins(state, parsed.data.origins));
  });

  app.post(`${url}/sirec`, does('settings/change', `${url}/sirec`), async (request, reply) => {
    const form = formOf(request.body);
    const code = field(form, 'sede').toUpperCase();
    const bookId = field(form, 'libro');
    if (code !== '' && !/^[0-9A-Z]{1,6}$/.test(code)) {
      return settingsPage(desk, request, reply, { wrong: [NOT_A_SITE], form: {} });
    }
    const siteCode = code === '' ? null : code;
    return change(
      desk,
      request,
      reply,
      'sirec',
      (state) => provider.setSirecSiteCode(state, { bookId, siteCode }),
      '/panel/sirec',
    );
  });
}

const NOT_ADDRESSES = {
  campo: 'avisos',
  texto: 'Escriba un correo por línea, diez como máximo, como avisos@tienda.pe.',
};
const NOT_ORIGINS = {
  campo: 'sitios',
  texto: 'Escriba un sitio por línea, veinte como máximo, como https://www.tienda.pe.',
};
const NOT_A_SITE = { texto: 'El código de sede del SIREC tiene hasta seis letras o cifras.' };

type Change = (
  state: provider.ProviderState,
) => ReturnType<
  | typeof provider.changeDetails
  | typeof provider.setNotificationAddresses
  | typeof provider.setAllowedOrigins
  | typeof provider.setSirecSiteCode
>;

async function change(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  done: string,
  decide: Change,
  back = '/panel/ajustes',
) {
  const by = callerOf(request, { formulario: field(formOf(request.body), 'formulario') });
  const result = await desk.commands.onProvider(personOf(request).ruc, decide, by);
  if (!result.ok) return settingsPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }] });
  return reply.redirect(`${back}?hecho=${done}`, 303);
}

export function words({ code, norm }: Refusal): string {
  return `${problems[code].es}${norm === undefined ? '' : ` (${norm})`}.`;
}

async function settingsPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { wrong = [], form }: { readonly wrong?: readonly Wrong[]; readonly form?: Form },
) {
  const state = await desk.commands.provider(personOf(request).ruc);
  const { registered } = state;
  const { hecho } = request.query as { hecho?: string };
  const typed = (name: string, stored: string) =>
    form !== undefined && Object.hasOwn(form, name) ? field(form, name) : stored;
  return page(desk, request, reply, {
    view: 'ajustes',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Ajustes`,
      seccion: 'empresa',
      errores: wrong,
      ruc: registered?.ruc,
      v: {
        razon: typed('razon', registered?.legalName ?? ''),
        comercial: typed('comercial', registered?.tradeName ?? ''),
        domicilio: typed('domicilio', registered?.address ?? ''),
        correo: typed('correo', registered?.email ?? ''),
        avisos: typed('avisos', state.notificationAddresses.join('\n')),
        sitios: typed('sitios', state.allowedOrigins.join('\n')),
      },
      sectores: sectors.map((valor) => ({
        valor,
        texto: SECTORS[valor],
        elegido: valor === typed('sector', registered?.sector ?? 'general'),
      })),
      aviso: hecho === undefined ? undefined : { tono: 'ok', texto: 'Los cambios quedaron guardados.' },
    },
  });
}

export function linesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '');
}

export const SECTORS: Readonly<Record<(typeof sectors)[number], string>> = {
  general: 'Comercio y servicios en general',
  sbs: 'Banca, seguros y AFP (SBS)',
  osiptel: 'Telecomunicaciones (Osiptel)',
  sunass: 'Agua y saneamiento (Sunass)',
  osinergmin: 'Electricidad y gas (Osinergmin)',
  susalud: 'Salud (Susalud)',
  ositran: 'Infraestructura de transporte (Ositran)',
};

const DETAILS = {
  legalName: { campo: 'razon', nombre: 'Razón social' },
  tradeName: { campo: 'comercial', nombre: 'Nombre comercial' },
  address: { campo: 'domicilio', nombre: 'Domicilio' },
  email: { campo: 'correo', nombre: 'Correo' },
  sector: { campo: 'sector', nombre: 'Sector' },
} as const;
