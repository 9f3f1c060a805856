import * as answers from '../answers.ts';
import { ofClaim, ofTile } from '../parameters.ts';
import type { RouteDefinition } from '../route.ts';

/** The sealed log as the C2SP formats ask for it, open to everybody: it tells of events nothing but their number. */
export const ledgerRoutes = {
  readCheckpoint: {
    method: 'GET',
    path: '/ledger/checkpoint',
    action: 'house/read',
    tag: 'sellado',
    summary: {
      es: 'El último punto de control firmado (C2SP tlog-checkpoint)',
      en: 'The last signed checkpoint (C2SP tlog-checkpoint)',
    },
    answers: { 200: { description: 'Una nota firmada', alsoAs: ['text/plain'] } },
  },
  readTile: {
    method: 'GET',
    path: '/ledger/tile/{tile+}',
    action: 'house/read',
    tag: 'sellado',
    summary: {
      es: 'Huellas del árbol, o registros, de 256 en 256 (C2SP tlog-tiles): 0/x001/067, 1/000.p/5, entries/003',
      en: 'Hashes of the tree, or entries, 256 at a time (C2SP tlog-tiles): 0/x001/067, 1/000.p/5, entries/003',
    },
    params: ofTile,
    answers: { 200: { description: 'Los bytes', alsoAs: ['application/octet-stream'] } },
  },
  readProof: {
    method: 'GET',
    path: '/v1/claims/{claimId}/proof',
    action: 'claim/read',
    tag: 'reclamos',
    summary: {
      es: 'Archivo de prueba: cada hecho del reclamo y su prueba de que está en el libro mayor firmado',
      en: 'Proof file: each event of the claim, and the proof that it stands in the signed log',
    },
    params: ofClaim,
    answers: { 200: { description: 'El archivo de prueba', schema: answers.proofFile } },
  },
} as const satisfies Record<string, RouteDefinition>;
