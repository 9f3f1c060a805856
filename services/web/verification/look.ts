import { createHash } from 'node:crypto';
import { type CheckedFile, checkProofFile, type ProofFault } from '@foja/ledger/sealing/index.ts';
import type { Verification } from './verification.ts';

export interface Uploaded {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What became of one file, in words. */
export interface Looked {
  readonly archivo: string;
  readonly tono: 'ok' | 'alerta' | 'info';
  readonly titulo: string;
  /** What was checked, each a sentence. */
  readonly comprobado: readonly string[];
  /** What this does not show. */
  readonly noComprobado: readonly string[];
}

/** Looks at files that somebody uploaded: proof files first, so that a PDF can be held against what they name. */
export async function look(files: readonly Uploaded[], sources: Verification): Promise<Looked[]> {
  const keys = await sources.keys();
  const proofs = new Map<Uploaded, CheckedFile>();
  for (const file of files) {
    if (keys !== undefined && isJson(file.bytes)) proofs.set(file, checkProofFile(file.bytes.toString('utf8'), keys));
  }
  const named = new Map<string, number>();
  for (const checked of proofs.values())
    if (checked.ok) for (const [sha256, act] of handedOver(checked)) named.set(sha256, act);
  const looked: Looked[] = [];
  for (const file of files) {
    const checked = proofs.get(file);
    if (checked !== undefined) looked.push(ofProof(file.name, checked));
    else if (file.bytes.subarray(0, 5).toString('latin1') === '%PDF-') looked.push(await ofPdf(file, named, sources));
    else looked.push(unknown(file.name, keys === undefined));
  }
  return looked;
}

function isJson(bytes: Buffer): boolean {
  return bytes.subarray(0, 200).toString('utf8').trimStart().startsWith('{');
}

/** Documents that the events say were handed over, by their hash. */
function handedOver({ file }: CheckedFile & { ok: true }): (readonly [string, number])[] {
  return file.events.flatMap(({ event }) => {
    const { documentSha256, sha256 } = event.data;
    const hash = documentSha256 ?? sha256;
    return typeof hash === 'string' ? [[hash, event.revision] as const] : [];
  });
}

function ofProof(archivo: string, checked: CheckedFile): Looked {
  if (!checked.ok) {
    const where = checked.revision === undefined ? '' : ` (acto ${checked.revision})`;
    return {
      archivo,
      tono: 'alerta',
      titulo: 'No se puede dar por bueno',
      comprobado: [`${FAULTS[checked.fault]}${where}.`],
      noComprobado: [],
    };
  }
  const { file, checkpoint, disclosed } = checked;
  const many = file.events.length;
  return {
    archivo,
    tono: 'ok',
    titulo: 'La prueba es buena',
    comprobado: [
      many === 1 ? 'El acto que trae está' : `Los ${many} actos que trae están, sin faltar ninguno en medio,`,
    ]
      .map(
        (start) => `${start} en el libro mayor «${checkpoint.origin}», firmado cuando tenía ${checkpoint.size} hechos.`,
      )
      .concat(
        disclosed === 0 ? [] : ['Los textos personales que trae son, letra por letra, los que se escribieron ese día.'],
      ),
    noComprobado: [
      ...(file.unsealed === 0
        ? []
        : [`Faltan ${file.unsealed} actos tan recientes que aún no estaban sellados: descargue la prueba otra vez.`]),
      'Que lo escrito sea verdad: solo que se escribió así y que no cambió.',
      'Que después no haya pasado nada más en este reclamo.',
    ],
  };
}

async function ofPdf(
  { name, bytes }: Uploaded,
  named: ReadonlyMap<string, number>,
  { isPrinted }: Verification,
): Promise<Looked> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const act = named.get(sha256);
  if (act !== undefined) {
    return {
      archivo: name,
      tono: 'ok',
      titulo: 'El PDF es el que se entregó',
      comprobado: [`Byte por byte es el documento que nombra el acto ${act} de la prueba que subió, que es buena.`],
      noComprobado: ['Que lo escrito sea verdad: solo que se entregó así y que no cambió.'],
    };
  }
  if (await isPrinted(sha256)) {
    return {
      archivo: name,
      tono: 'info',
      titulo: 'El PDF es uno que imprimió este libro',
      comprobado: ['Byte por byte es un documento que este servidor guarda.'],
      noComprobado: ['Que esté en el libro mayor firmado: suba junto con él su archivo de prueba.'],
    };
  }
  return {
    archivo: name,
    tono: 'alerta',
    titulo: 'No conocemos este PDF',
    comprobado: [
      'Ningún documento de este libro tiene exactamente estos bytes: lo cambiaron, lo volvieron a guardar, o es de otro libro.',
    ],
    noComprobado: [],
  };
}

function unknown(archivo: string, noKey: boolean): Looked {
  return {
    archivo,
    tono: 'alerta',
    titulo: noKey ? 'Este libro aún no tiene nada sellado' : 'No es una prueba ni un PDF',
    comprobado: [
      noKey ? 'Vuelva a intentarlo más tarde.' : 'Suba el archivo de prueba (.json) o el PDF tal como los recibió.',
    ],
    noComprobado: [],
  };
}

const FAULTS: Readonly<Record<ProofFault, string>> = {
  form: 'No es un archivo de prueba, o está incompleto',
  'not-canonical': 'Un acto está escrito de una forma que no se puede comprobar',
  signature: 'No está firmado con la clave de este libro mayor',
  'not-included': 'Un acto no es el que está en el libro mayor firmado: alguien lo cambió',
  commitment: 'Un texto personal no es el que se escribió ese día: alguien lo cambió',
  gap: 'Falta un acto, o hay uno que no es de este reclamo',
};
