import type { Finding, FindingKind } from './findings.ts';

/** What was found, for people. */
const words: Readonly<Record<FindingKind, string>> = {
  key: 'la clave que firma no es la misma en todas partes',
  'key-change': 'un relevo de la clave no está firmado por las dos claves, o no es de esta historia',
  'checkpoint-signature': 'un punto de control no está firmado por la clave',
  'checkpoint-text': 'un punto de control no dice lo que se guardó de él',
  'checkpoint-gone': 'hay huellas selladas después del último punto de control: le quitaron puntos de control',
  'checkpoint-remembered':
    'el libro mayor no continúa el último punto de control que recuerda DATA_DIR/last-checkpoint',
  'checkpoint-older': 'el libro mayor no continúa el punto de control que usted dio',
  root: 'las huellas no llevan a la raíz que se firmó',
  tile: 'una fila de huellas no es la que sigue de los hechos sellados',
  bundle: 'falta una fila de registros sellados',
  cosignature: 'la firma guardada de un testigo no es de ese punto de control',
  timestamp: 'un sello de tiempo guardado no es de ese punto de control',
  'event-changed': 'el hecho no es el que se selló: cambiaron sus datos, sus metadatos o su lugar',
  'event-moved': 'el hecho se selló en otro lugar: los cambiaron de orden',
  'event-missing': 'falta un hecho que se selló',
  'event-inserted': 'hay un hecho que nunca se selló, entre otros sellados',
  'events-cut': 'faltan los últimos hechos que se sellaron',
  revision: 'las revisiones de un expediente tienen un salto o se repiten',
  unreadable: 'el hecho no sigue su esquema, o no encaja en su expediente',
  box: 'la caja de datos personales no abre: no es la que se cerró',
  commitment: 'los datos personales no son aquellos a los que se comprometió el hecho',
  'key-lost': 'la bóveda no conoce la clave de estos datos personales: no se destruyó, falta',
  'erasure-unsaid': 'se destruyó la clave de estos datos personales sin que el libro mayor diga que se borraron',
  deadline: 'una fecha guardada no es la que resulta de la ley de ese día',
  'sheet-number': 'la numeración de las hojas tiene un salto, o una hoja lleva otro número',
  'file-missing': 'falta un archivo que el libro mayor nombra',
  'file-damaged': 'los bytes guardados de un archivo no son los de su huella',
};

/** What became of the files, for people: those that were only named are no difference. */
export function filesLine({ files, namedOnly }: { readonly files: number; readonly namedOnly: number }): string {
  const read = `${files} leídos y comprobados`;
  if (namedOnly === 0) return read;
  return `${read}; ${namedOnly} solo citados por su huella: sus bytes nunca se entregaron aquí`;
}

export function findingLine({ what, position, stream, revision, detail }: Finding): string {
  const where = [
    ...(position === undefined ? [] : [`posición ${position}`]),
    ...(stream === undefined ? [] : [stream]),
    ...(revision === undefined ? [] : [`revisión ${revision}`]),
  ];
  const about = [...where, ...(detail === undefined || detail === '' ? [] : [detail])].join(', ');
  return `${words[what]}${about === '' ? '' : ` (${about})`} [${what}]`;
}
