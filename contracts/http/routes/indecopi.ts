import * as answers from '../answers.ts';
import * as bodies from '../bodies.ts';
import { ofClaim, ofExport, ofGrant } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** Leave for Indecopi's officials, and case files: what Indecopi requires, and the provider hands in (Código, art. 152). */
export const indecopiRoutes = {
  issueGrant: {
    method: 'POST',
    path: '/v1/indecopi/grants',
    action: 'grant/manage',
    tag: 'indecopi',
    summary: {
      es: 'Da a un funcionario de Indecopi un permiso con alcance y vencimiento; su llave se muestra una sola vez',
      en: 'Gives an official of Indecopi leave, scoped and expiring; its key is shown once',
    },
    body: bodies.issueGrant,
    idempotency: 'optional',
    answers: { 201: { description: 'Emitido', schema: answers.issuedGrant } },
  },
  listGrants: {
    method: 'GET',
    path: '/v1/indecopi/grants',
    action: 'grant/manage',
    tag: 'indecopi',
    summary: { es: 'Permisos dados a funcionarios', en: 'Leave given to officials' },
    answers: { 200: { description: 'Los permisos, sin sus secretos', schema: answers.grants } },
  },
  revokeGrant: {
    method: 'POST',
    path: '/v1/indecopi/grants/{grantId}/revocation',
    action: 'grant/manage',
    tag: 'indecopi',
    summary: { es: 'Revoca un permiso: deja de valer desde ahora', en: 'Revokes leave, from now on' },
    params: ofGrant,
    body: bodies.revokeGrant,
    answers: { 200: { description: 'Revocado', schema: answers.grant } },
  },
  requestExport: {
    method: 'POST',
    path: '/v1/indecopi/exports',
    action: 'case-file/request',
    tag: 'indecopi',
    summary: {
      es: 'Pide el expediente de una hoja, un libro, un rango de fechas o todo',
      en: 'Asks for the case file of a claim, a book, a range of dates or everything',
    },
    body: bodies.requestExport,
    idempotency: 'optional',
    answers: { 201: { description: 'Pedido; se prepara en segundo plano', schema: answers.caseFile } },
  },
  listExports: {
    method: 'GET',
    path: '/v1/indecopi/exports',
    action: 'case-file/request',
    tag: 'indecopi',
    summary: { es: 'Los expedientes que se pidieron', en: 'The case files that were asked for' },
    answers: { 200: { description: 'Los más recientes primero', schema: answers.caseFiles } },
  },
  readExport: {
    method: 'GET',
    path: '/v1/indecopi/exports/{exportId}',
    action: 'case-file/read',
    tag: 'indecopi',
    summary: { es: 'Cómo va un expediente', en: 'How far a case file is' },
    params: ofExport,
    answers: { 200: { description: 'El expediente', schema: answers.caseFile } },
  },
  cancelExport: {
    method: 'POST',
    path: '/v1/indecopi/exports/{exportId}/cancellation',
    action: 'case-file/read',
    tag: 'indecopi',
    summary: { es: 'Cancela un expediente que aún no está listo', en: 'Cancels a case file that is not ready yet' },
    params: ofExport,
    answers: { 200: { description: 'El expediente, como queda', schema: answers.caseFile } },
  },
  downloadExport: {
    method: 'GET',
    path: '/v1/indecopi/exports/{exportId}/file',
    action: 'case-file/read',
    tag: 'indecopi',
    summary: {
      es: 'El expediente: un ZIP con su índice y su manifiesto. Toma Range; cada descarga queda registrada',
      en: 'The case file: a ZIP with its index and its manifest. Takes Range; each download is on record',
    },
    params: ofExport,
    answers: {
      200: { description: 'El expediente entero', alsoAs: ['application/zip'] },
      206: { description: 'Un tramo', alsoAs: ['application/zip'] },
    },
  },
  attachDescargos: {
    method: 'POST',
    path: '/v1/claims/{claimId}/descargos',
    action: 'claim/attach-descargos',
    tag: 'indecopi',
    summary: {
      es: 'El proveedor anexa sus descargos: referencia y SHA-256 del archivo (Código, art. 152)',
      en: "The provider attaches its descargos: a file's reference and SHA-256",
    },
    params: ofClaim,
    body: bodies.attachDescargos,
    idempotency: 'optional',
    versioned: true,
    answers: { 201: { description: 'El reclamo, como queda', schema: answers.claim } },
  },
} as const satisfies Record<string, RouteDefinition>;
