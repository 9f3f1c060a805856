import { type SealProblem, SealRefused } from '@foja/ledger/sealing/index.ts';
import { Stop } from '../stop.ts';

/** Why nothing is sealed, for people. */
export const problemWords: Readonly<Record<SealProblem, string>> = {
  'no-key': 'falta la clave que firma este libro mayor (DATA_DIR/ledger-key o LEDGER_KEY)',
  'other-key': 'la clave de firma no es la de este libro mayor',
  'bad-checkpoint': 'el último punto de control no está firmado por esta clave, o fue cambiado',
  'broken-tree': 'las huellas guardadas no llevan a la raíz firmada',
  'rolled-back':
    'ya se firmó un punto de control mayor: la base de datos es una copia anterior, o le quitaron puntos de control',
  forked: 'el libro mayor no continúa lo que ya se firmó: es otra historia',
  'store-shorter': 'faltan hechos que ya estaban sellados',
  'event-changed': 'un hecho no es el que se selló',
  'not-canonical': 'un hecho no tiene forma canónica y no se puede sellar',
};

/** For whoever awaits it at the command line. */
export function asStop(error: unknown): never {
  throw error instanceof SealRefused ? sealRefused(error) : error;
}

export function sealRefused({ problem, message }: SealRefused): Stop {
  return new Stop(`no se sella: ${problemWords[problem]} (${message}) [ledger/${problem}]`, 'refused');
}
