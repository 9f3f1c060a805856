import * as answers from '../answers.ts';
import * as bodies from '../bodies.ts';
import { ofAuditor, ofProvider, ofProvidersAuditor } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** Keys that only read, over several providers: the operator's to issue, each provider's to let in and to shut out. */
export const auditorRoutes = {
  issueAuditor: {
    method: 'POST',
    path: '/v1/auditors',
    action: 'auditor/manage',
    tag: 'auditores',
    summary: {
      es: 'Emite una llave que solo lee, sobre los proveedores nombrados; se muestra una sola vez',
      en: 'Issues a key that only reads, over the providers named; shown once',
    },
    body: bodies.issueAuditor,
    idempotency: 'optional',
    answers: { 201: { description: 'Emitida', schema: answers.issuedAuditor } },
  },
  listAuditors: {
    method: 'GET',
    path: '/v1/auditors',
    action: 'auditor/manage',
    tag: 'auditores',
    summary: { es: 'Llaves de auditores y lo que lee cada una', en: "Auditors' keys, and what each of them reads" },
    answers: { 200: { description: 'Las llaves, sin sus secretos', schema: answers.auditors } },
  },
  revokeAuditor: {
    method: 'DELETE',
    path: '/v1/auditors/{auditorId}',
    action: 'auditor/manage',
    tag: 'auditores',
    summary: { es: 'Revoca la llave de un auditor', en: "Revokes an auditor's key" },
    params: ofAuditor,
    answers: { 204: { description: 'Revocada' } },
  },
  listProvidersAuditors: {
    method: 'GET',
    path: '/v1/providers/{ruc}/auditors',
    action: 'auditor/list',
    tag: 'auditores',
    summary: { es: 'Quién audita a este proveedor', en: 'Who audits this provider' },
    params: ofProvider,
    answers: { 200: { description: 'Sus auditores', schema: answers.providersAuditors } },
  },
  grantAuditorAccess: {
    method: 'POST',
    path: '/v1/providers/{ruc}/auditors',
    action: 'auditor/grant',
    tag: 'auditores',
    summary: {
      es: 'Deja que un auditor lea a este proveedor, o cambia hasta cuándo',
      en: 'Lets an auditor read this provider, or changes until when',
    },
    params: ofProvider,
    body: bodies.grantAccess,
    answers: { 200: { description: 'Lo que el auditor lee de este proveedor', schema: answers.providersAuditor } },
  },
  withdrawAuditorAccess: {
    method: 'DELETE',
    path: '/v1/providers/{ruc}/auditors/{auditorId}',
    action: 'auditor/withdraw',
    tag: 'auditores',
    summary: { es: 'El auditor deja de leer a este proveedor', en: 'The auditor reads this provider no longer' },
    params: ofProvidersAuditor,
    answers: { 204: { description: 'Ya no lo lee' } },
  },
} as const satisfies Record<string, RouteDefinition>;
