import type { Checkpoint } from '@foja/domain/ledger/index.ts';
import type { ProofFault } from '@foja/ledger/sealing/index.ts';

/** What was verified of a file, and what is wrong with it. */
export interface BundleReport {
  readonly kind: 'proof' | 'case-file';
  readonly faults: Fault[];
  readonly checkpoint?: Checkpoint;
  claims: number;
  events: number;
  /** Events that come without a proof: too recent to be sealed, or never sealed. */
  unproved: number;
  /** Plain texts that were held against their commitments. */
  disclosed: number;
  /** Attached files that were handed in, whose bytes did not come along: a server may have lost them, and says so on the page. */
  absent: number;
  /** Files that were held against the manifest. */
  files: number;
  /** Files that the signed manifest says there are. */
  listed?: number;
  /** Tiles without which the checkpoint that was kept can't be held against the file, as paths below the log's address. */
  missingTiles?: readonly string[];
}

export interface Fault {
  readonly what:
    | ProofFault
    | 'signature'
    | 'manifest'
    | 'list'
    | 'bytes'
    | 'events'
    | 'request'
    | 'checkpoint'
    | 'forked'
    | 'older'
    | 'older-unknown';
  /** File within the bundle. */
  readonly at?: string;
  readonly revision?: number;
}

const words: Readonly<Record<Fault['what'], string>> = {
  form: 'no es un archivo de prueba, o está incompleto',
  'not-canonical': 'un hecho no tiene forma canónica',
  signature: 'no está firmado con esa clave',
  'not-included': 'el hecho no es el que está en el libro mayor firmado',
  commitment: 'un texto no es el que se comprometió en el hecho',
  gap: 'falta un hecho, o hay uno que no es de este reclamo',
  manifest: 'el manifiesto no es el que se firmó',
  list: 'hay un archivo de más o de menos',
  bytes: 'un archivo no es el del manifiesto',
  events: 'los hechos de una hoja no se pueden leer',
  request: 'los hechos de una hoja no llegan hasta el pedido de este expediente',
  checkpoint: 'el punto de control no está firmado con esa clave',
  forked: 'la misma clave firmó dos historias: dos raíces de un mismo tamaño',
  older: 'contradice el punto de control que usted dio',
  'older-unknown':
    'todavía no se puede comprobar contra el punto de control que usted dio: es de otro tamaño, y faltan las teselas que llevan de uno al otro',
};

export function faultLine({ what, at, revision }: Fault): string {
  const where = [...(at === undefined ? [] : [at]), ...(revision === undefined ? [] : [`acto ${revision}`])].join(', ');
  return `${words[what]}${where === '' ? '' : ` (${where})`} [${what}]`;
}
