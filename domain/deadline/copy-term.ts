import type { EventOf } from '@foja/contracts';

/** How long a provider has for handing in what Indecopi asks for, where the request names no date: dated data, as a regime is. */
export type CopyTerm = Readonly<EventOf<'CopyTermCorrected'>['data']['term']>;

/**
 * As shipped. The duty is certain, the number of days is not: a short one is the safe side, and public holidays of the
 * authority alone are counted as days for the same reason.
 */
export const shippedCopyTerms: readonly CopyTerm[] = [
  {
    id: 'copia-indecopi',
    requestedFrom: '2011-02-19',
    term: { n: 3, unit: 'business' },
    norm: 'Código, art. 152; Reglamento del Libro de Reclamaciones, art. 11',
    confidence: 'uncertain',
    note: 'Cuántos días da la norma no está confirmado: tres hábiles es lo más corto que se conoce. Manda la fecha que ponga el pedido.',
  },
];
