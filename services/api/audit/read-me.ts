import type { SampleAnswer } from '@foja/contracts/http/answers.ts';
import { dayAndHour, dayMonthYear } from '@foja/documents/format.ts';

/** The first page of the working papers: what was drawn, how to draw it again, how to check it without us. */
export function readMe(
  { parameters, population, items, method, links }: SampleAnswer,
  { now, sealed }: { readonly now: string; readonly sealed: boolean },
): string {
  const { of, seed, size, rucs, from, to, position } = parameters;
  const days =
    from === undefined && to === undefined
      ? 'todos'
      : [
          from === undefined ? '' : `desde el ${dayMonthYear(from)}`,
          to === undefined ? '' : `hasta el ${dayMonthYear(to)}`,
        ]
          .filter((part) => part !== '')
          .join(' ');
  return `PAPELES DE TRABAJO

Hechos el          ${dayAndHour(now)}
Muestra de         ${POPULATIONS[of]}
Semilla            ${seed}
Tamaño pedido      ${size}
Hojas en la muestra ${items.length} de ${population}
Proveedores (RUC)  ${rucs.join(', ')}
Presentadas        ${days}
Posición           ${position}
Para repetirla     ${links['page'] ?? ''}

QUÉ HAY AQUÍ
parametros.json    lo anterior, para programas
muestra.csv        la lista, con columnas en blanco para el hallazgo y la conclusión
poblacion.csv      todas las hojas de las que se sacó
hojas/             por cada hoja: historia.csv, estado.csv, computo.csv y actos/
actos/acto-N.json  el acto N tal como está guardado, en JSON canónico (RFC 8785)
${sealed ? 'actos/acto-N.tlog-proof  su prueba (C2SP tlog-proof) de que está en el libro mayor firmado\nprueba.json        los actos de la hoja y sus pruebas en un solo archivo\ncheckpoint.txt     el último punto de control firmado del libro mayor\nclave.txt          su clave pública: créale solo si la obtuvo también por otra vía\n' : ''}manifiesto.txt     SHA-256, bytes y ruta de cada archivo

CÓMO SE REPITE LA MUESTRA
${method}

CÓMO SE COMPRUEBA UN ACTO
sha256sum actos/acto-N.json da la huella que está en historia.csv. La hoja del árbol es
SHA-256(0x00 ‖ "foja-event/v1 sha256:" ‖ huella en hexadecimal).
${sealed ? 'Con la prueba y la clave, cualquier herramienta de C2SP tlog-proof dice si esa hoja está en el libro. Todos los actos de una vez:\nfoja verify-bundle prueba.json --key "$(cat clave.txt)"' : 'Este servidor todavía no ha sellado nada: no hay pruebas que acompañen a los actos.'}

DOS RELOJES
«Ocurrió» lo dice el acto y lo cubre su huella. «Se registró» lo puso la base de datos al guardarlo: dice desde cuándo
se podía saber, pero ninguna huella lo cubre; lo que está sellado es el orden.

DATOS PERSONALES
Van cerrados dentro de los actos («sealed»), y no hay aquí llave que los abra: así estos papeles se pueden guardar aunque los
datos se borren después. Mientras existan se leen en línea, con su llave de auditor.
`;
}

const POPULATIONS: Readonly<Record<SampleAnswer['parameters']['of'], string>> = {
  filed: 'todas las hojas presentadas',
  late: 'las hojas respondidas o acordadas fuera de plazo',
  reclassified: 'las hojas recalificadas de queja a reclamo',
};
