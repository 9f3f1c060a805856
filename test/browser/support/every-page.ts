import { randomUUID } from 'node:crypto';
import type { Caller } from '@foja/commands/commands.ts';
import { attachEvidence, offerSettlement, respond } from '@foja/domain/claim/index.ts';
import { closeBook, registerProvider } from '@foja/domain/provider/index.ts';
import { fileAt } from '../../panel/claims.ts';
import { enrol, hire, type PersonToSignIn } from '../../panel/people.ts';
import { caller, openTestBook, RUC } from '../../support/commands.ts';
import { type Office, stageOffice } from './office.ts';
import { CODE, type Site } from './site.ts';

/** A firm with something of everything, so that every page has what it shows. */
export interface Whole {
  readonly book: string;
  /** `/seguimiento/<token>` of a claim that was answered, and of one with an offer. */
  readonly answered: string;
  readonly offered: string;
  readonly answeredId: string;
  readonly closedCode: string;
  readonly backupId: string;
  readonly evidenceId: string;
  readonly invitation: string;
  readonly admin: PersonToSignIn & { readonly codes: readonly string[] };
  readonly viewer: PersonToSignIn;
  readonly newAdmin: PersonToSignIn;
  readonly office: Office;
  readonly webhookId: string;
}

export const WITHOUT_BOOKS = '20131312955';

export async function stageWhole(site: Site): Promise<Whole> {
  const { commands, staff } = site;
  const by = (role?: string): Caller => caller(role);
  const filedAt = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const answeredId = await fileAt(site, 'answered', filedAt);
  const offeredId = await fileAt(site, 'offered', filedAt);
  const evidenceId = randomUUID();
  const evidence = {
    evidenceId,
    by: 'consumer',
    fileName: 'foto.png',
    mediaType: 'image/png',
    sizeBytes: 100,
    sha256: 'ab'.repeat(32),
    bytes: 'kept',
  } as const;
  await commands.onClaim(answeredId, (claim) => attachEvidence(claim, evidence), by('consumer'));
  const answer = {
    outcome: 'refused',
    text: 'Lamentamos lo ocurrido. El producto fue revisado y funciona.',
    grounds: 'El informe técnico del 3 de noviembre no halló fallas.',
    medium: 'email',
    communicatedAt: new Date(Date.now() - 3_600_000).toISOString(),
  } as const;
  await commands.onClaim(answeredId, (claim, about) => respond(claim, answer, about), by('respondent'));
  const offer = { mode: 'remote', medium: 'email', text: 'Le ofrecemos un cambio.', communicatedAt: filedAt } as const;
  await commands.onClaim(offeredId, (claim, about) => offerSettlement(claim, offer, about), by('respondent'));

  await openTestBook(commands, { code: 'SEDE-02' });
  const closed = await openTestBook(commands, { code: 'CERRADO-01' });
  await commands.onProvider(RUC, (state) => closeBook(state, { bookId: closed, reason: 'Se mudó' }), by());
  const backupId = await openTestBook(commands, { code: 'RESPALDO-01', channel: 'backup' });
  const other = {
    ruc: WITHOUT_BOOKS,
    legalName: 'Firma sin Libros S.A.',
    address: 'Calle Ajena 9, Arequipa',
    email: 'libro@otra.example',
    sector: 'general',
  } as const;
  await commands.onProvider(WITHOUT_BOOKS, (state) => registerProvider(state, other), by('operator'));

  const admin = await hire(staff, RUC, 'admin', 'Ana Ficticia');
  const codes = await enrol(staff, admin, new Date().toISOString());
  const viewer = await hire(staff, RUC, 'viewer', 'Violeta Ficticia');
  const newAdmin = await hire(staff, RUC, 'admin', 'Nora Ficticia');
  await site.settled();
  return {
    book: `/libro/${RUC}/${CODE}`,
    answered: `/seguimiento/${site.tokenFor(answeredId)}`,
    offered: `/seguimiento/${site.tokenFor(offeredId)}`,
    ...{ answeredId, closedCode: 'CERRADO-01', backupId, evidenceId },
    invitation: await staff.invite(viewer.staffId),
    admin: { ...admin, codes },
    ...{ viewer, newAdmin },
    office: await stageOffice(site),
    webhookId: await stageWebhook(site),
  };
}

/** One that nobody sends to: what there is to see of it before its first message. */
async function stageWebhook({ webhooks }: Site): Promise<string> {
  const url = 'https://erp.bazar-con-un-nombre-largo.example/integraciones/libro-de-reclamaciones/avisos';
  const added = await webhooks.add(RUC, { url, types: ['foja.claim.filed.v1'], after: 'now' }, caller());
  if (!added.ok) throw new Error(added.refusal.code);
  return added.webhookId;
}

/** A page to visit: where it is, who opens it, and what it answers. */
export interface Stop {
  readonly path: string;
  /** `enrolling`: an administrator who has no second factor yet. */
  readonly as?: 'admin' | 'viewer' | 'enrolling' | 'official' | 'auditor';
  readonly status?: number;
}

const asOfficial = (path: string, status = 200): Stop => ({ path, as: 'official', status });
const asAuditor = (path: string, status = 200): Stop => ({ path, as: 'auditor', status });
const asAdmin = (path: string, status = 200): Stop => ({ path, as: 'admin', status });

/** For every route that shows a page, the addresses to look at. A route that is missing here fails a test. */
export function everyPage(whole: Whole): Readonly<Record<string, readonly Stop[]>> {
  const { book, answered, offered, answeredId, backupId } = whole;
  const claim = `/panel/reclamos/${answeredId}`;
  return {
    '/': [{ path: '/' }],
    '/libro/:ruc': [
      { path: `/libro/${RUC}` },
      { path: `/libro/${WITHOUT_BOOKS}`, status: 410 },
      { path: '/libro/20999999001', status: 404 },
    ],
    '/libro/:ruc/:code': [
      { path: book },
      { path: `/libro/${RUC}/${whole.closedCode}`, status: 410 },
      { path: `/libro/${RUC}/NINGUNO`, status: 404 },
    ],
    '/aviso/:ruc/:code': [{ path: `/aviso/${RUC}/${CODE}` }],
    '/seguimiento/:token': [
      { path: answered },
      { path: offered },
      { path: `${answered}?hecho=archivos` },
      { path: '/seguimiento/nada', status: 404 },
    ],
    '/verificar': [{ path: '/verificar' }],
    '/seguimiento/:token/constancia': [{ path: `${answered}/constancia` }, { path: `${answered}/constancia?faltan=2` }],
    '/seguimiento/:token/hoja': [{ path: `${answered}/hoja` }, { path: `${offered}/hoja` }],
    '/seguimiento/:token/computo': [{ path: `${answered}/computo` }, { path: `${offered}/computo` }],
    '/seguimiento/:token/respuesta': [{ path: `${answered}/respuesta` }, { path: `${offered}/respuesta`, status: 404 }],
    '/seguimiento/:token/ofertas/:n/:answer': [
      { path: `${offered}/ofertas/1/aceptar` },
      { path: `${offered}/ofertas/1/rechazar` },
    ],
    '/seguimiento/:token/archivos/:evidenceId': [{ path: `${answered}/archivos/${whole.evidenceId}`, status: 404 }],
    '/panel/entrar': [{ path: '/panel/entrar' }, { path: '/panel/entrar?hecho=clave' }],
    '/panel/segundo-factor': [{ path: '/panel/segundo-factor' }],
    '/panel/segundo-factor/activar': [{ path: '/panel/segundo-factor/activar', as: 'enrolling' }],
    '/panel/invitacion/:invitacion': [
      { path: `/panel/invitacion/${whole.invitation}` },
      { path: '/panel/invitacion/nada', status: 404 },
    ],
    '/panel': [asAdmin('/panel'), { path: '/panel', as: 'viewer' }],
    '/panel/reclamos': [asAdmin('/panel/reclamos'), asAdmin('/panel/reclamos?plazo=vencidos&texto=nada')],
    '/panel/reclamos/:claimId': [asAdmin(claim), asAdmin(`/panel/reclamos/${backupId}`, 404)],
    '/panel/reclamos/:claimId/hoja': [asAdmin(`${claim}/hoja`)],
    '/panel/reclamos/:claimId/carta': [asAdmin(`${claim}/carta`)],
    '/panel/reclamos/:claimId/computo': [asAdmin(`${claim}/computo`)],
    '/panel/reclamos/:claimId/descargos/:descargosId': [asAdmin(`${claim}/descargos/${whole.evidenceId}`, 404)],
    '/panel/reclamos/:claimId/prueba/:evidenceId': [asAdmin(`${claim}/prueba/${whole.evidenceId}`, 404)],
    '/panel/respaldo': [asAdmin('/panel/respaldo')],
    '/panel/sirec': [asAdmin('/panel/sirec')],
    '/panel/correos': [asAdmin('/panel/correos')],
    '/panel/cuenta': [asAdmin('/panel/cuenta'), { path: '/panel/cuenta', as: 'viewer' }],
    '/panel/ajustes': [asAdmin('/panel/ajustes'), { path: '/panel/ajustes', as: 'viewer', status: 403 }],
    '/panel/ajustes/libros': [asAdmin('/panel/ajustes/libros')],
    '/panel/ajustes/libros/:bookId/hojas': [
      asAdmin(`/panel/ajustes/libros/${backupId}/hojas?hasta=2`),
      asAdmin(`/panel/ajustes/libros/${backupId}/hojas?hasta=99`, 422),
    ],
    '/panel/ajustes/equipo': [asAdmin('/panel/ajustes/equipo'), asAdmin('/panel/ajustes/equipo?hecho=rol')],
    '/indecopi/entrar': [{ path: '/indecopi/entrar' }],
    '/indecopi': [asOfficial('/indecopi')],
    '/indecopi/expedientes/:exportId': [
      asOfficial(`/indecopi/expedientes/${whole.office.ready}`),
      asOfficial(`/indecopi/expedientes/${whole.office.waiting}`),
      asOfficial('/indecopi/expedientes/00000000-0000-4000-8000-000000000000', 404),
    ],
    '/panel/ajustes/llaves': [asAdmin('/panel/ajustes/llaves')],
    '/panel/ajustes/webhooks': [asAdmin('/panel/ajustes/webhooks')],
    '/panel/ajustes/webhooks/:webhookId': [asAdmin(`/panel/ajustes/webhooks/${whole.webhookId}`)],
    '/panel/indecopi': [asAdmin('/panel/indecopi'), { path: '/panel/indecopi', as: 'viewer', status: 403 }],
    '/panel/indecopi/expedientes/:exportId': [
      asAdmin(`/panel/indecopi/expedientes/${whole.office.ready}`),
      asAdmin(`/panel/indecopi/expedientes/${whole.office.waiting}`),
    ],
    '/panel/indecopi/hojas/:claimId': [
      asAdmin(`/panel/indecopi/hojas/${answeredId}`),
      asAdmin(`/panel/indecopi/hojas/${backupId}`, 404),
    ],
    '/auditoria/entrar': [{ path: '/auditoria/entrar' }],
    '/auditoria': [asAuditor('/auditoria')],
    '/auditoria/hojas': [asAuditor('/auditoria/hojas?texto=nada')],
    '/auditoria/hojas/:claimId': [
      asAuditor(`/auditoria/hojas/${answeredId}`),
      asAuditor(`/auditoria/hojas/${backupId}`, 404),
    ],
    '/auditoria/hojas/:claimId/comparar': [asAuditor(`/auditoria/hojas/${answeredId}/comparar`)],
    '/auditoria/hojas/:claimId/actos/:revision': [asAuditor(`/auditoria/hojas/${answeredId}/actos/0`)],
    '/auditoria/muestra': [asAuditor('/auditoria/muestra')],
  };
}

/** Routes that answer no page: files, streams, and what only leads elsewhere. Each is asked whether that is so. */
export function noPages(whole: Whole): Readonly<Record<string, Stop>> {
  const { book, answered, answeredId, backupId } = whole;
  const claim = `/panel/reclamos/${answeredId}`;
  const redirect = 303;
  return {
    '/recursos/:area/:file': { path: '/recursos/layout/nada.css', status: 404 },
    '/recursos/panel/:file': { path: '/recursos/panel/nada.css', status: 404 },
    '/libro/:ruc/:code/revisar': { path: `${book}/revisar`, status: redirect },
    '/libro/:ruc/:code/presentar': { path: `${book}/presentar`, status: redirect },
    '/aviso/:ruc/:code/aviso.pdf': { path: `/aviso/${RUC}/${CODE}/aviso.pdf` },
    '/seguimiento/:token/hoja.pdf': { path: `${answered}/hoja.pdf` },
    '/seguimiento/:token/computo.pdf': { path: `${answered}/computo.pdf` },
    '/seguimiento/:token/prueba.json': { path: `${answered}/prueba.json`, status: 404 },
    '/seguimiento/:token/respuesta.pdf': { path: `${answered}/respuesta.pdf` },
    '/widget/foja.js': { path: '/widget/foja.js' },
    '/widget/foja.css': { path: '/widget/foja.css' },
    '/recursos/indecopi/:file': { path: '/recursos/indecopi/nada.css', status: 404 },
    '/indecopi/expedientes/:exportId/estado': {
      path: `/indecopi/expedientes/${whole.office.ready}/estado`,
      status: redirect,
    },
    '/indecopi/expedientes/:exportId/archivo': {
      path: `/indecopi/expedientes/${whole.office.ready}/archivo`,
      status: redirect,
    },
    '/recursos/audit/:file': { path: '/recursos/audit/nada.css', status: 404 },
    '/auditoria/hojas/:claimId/actos/:revision/acto.json': {
      path: `/auditoria/hojas/${answeredId}/actos/0/acto.json`,
      status: redirect,
    },
    '/auditoria/hojas/:claimId/actos/:revision/prueba': {
      path: `/auditoria/hojas/${answeredId}/actos/0/prueba`,
      status: redirect,
    },
    '/auditoria/muestra.zip': { path: '/auditoria/muestra.zip', status: redirect },
    '/panel/events': asAdmin('/panel/events'),
    '/panel/reclamos.csv': asAdmin('/panel/reclamos.csv'),
    '/panel/reclamos.xlsx': asAdmin('/panel/reclamos.xlsx'),
    '/panel/reclamos/:claimId/hoja.pdf': asAdmin(`${claim}/hoja.pdf`),
    '/panel/reclamos/:claimId/carta.pdf': asAdmin(`${claim}/carta.pdf`),
    '/panel/reclamos/:claimId/computo.pdf': asAdmin(`${claim}/computo.pdf`),
    '/panel/ajustes/libros/:bookId/hojas.pdf': asAdmin(`/panel/ajustes/libros/${backupId}/hojas.pdf?hasta=1`),
  };
}
