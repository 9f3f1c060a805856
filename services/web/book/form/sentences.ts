import { fieldProblems } from '@foja/contracts';
import type { FieldName } from './fields.ts';

/** What a person is told beside a field: what to do, not what went wrong. */
export function sentenceFor(field: FieldName, code: string): string {
  if (MISSING.has(code)) return ASKED[field] ?? 'Complete este dato';
  if (code === 'text/too-long') return `Es demasiado largo: use como máximo ${LONGEST[field] ?? 4000} caracteres`;
  return SAID[code] ?? fieldProblems[code]?.es ?? 'Revise este dato';
}

const MISSING = new Set([
  'field/required',
  'text/empty',
  'guardian/missing',
  'contact/missing',
  'sheet-type/unknown',
  'document-type/unknown',
  'good-kind/unknown',
  'field/value',
]);

const ASKED: Partial<Readonly<Record<FieldName, string>>> = {
  nombre: 'Escriba su nombre y apellidos',
  tipoDocumento: 'Elija qué documento tiene',
  numeroDocumento: 'Escriba el número de su documento',
  domicilio: 'Escriba su correo electrónico o su domicilio: la ley pide al menos uno de los dos',
  apoderadoNombre: 'Escriba el nombre del padre, la madre o el tutor: quien reclama es menor de edad',
  apoderadoTipoDocumento: 'Elija el documento del padre, la madre o el tutor',
  bien: 'Elija si se trata de un producto o de un servicio',
  moneda: 'Elija la moneda',
  tipo: 'Elija reclamo o queja; si se equivoca, igual lo atenderán por lo que cuente',
  detalle: 'Cuente qué pasó',
  respuesta: 'Elija cómo quiere recibir la respuesta',
};

const SAID: Readonly<Record<string, string>> = {
  'email/invalid': 'Revise el correo: debe verse como nombre@ejemplo.com',
  'money/invalid': 'Escriba el monto solo con números, por ejemplo 249.90; o déjelo en blanco',
  'text/line-break': 'Escríbalo en una sola línea',
  'text/control-character': 'Hay caracteres que no se pueden guardar; bórrelos y escriba de nuevo esa parte',
  'text/lone-surrogate': 'Hay un emoji o símbolo incompleto; bórrelo',
  'text/bidi-override': 'Hay marcas invisibles que cambian el orden del texto; bórrelas y escriba de nuevo esa parte',
};

export const LONGEST: Readonly<Record<FieldName, number>> = {
  nombre: 150,
  tipoDocumento: 10,
  numeroDocumento: 20,
  correo: 80,
  domicilio: 300,
  telefono: 50,
  menor: 2,
  apoderadoNombre: 150,
  apoderadoTipoDocumento: 10,
  apoderadoNumeroDocumento: 20,
  bien: 10,
  moneda: 3,
  monto: 20,
  descripcion: 4000,
  tipo: 10,
  detalle: 4000,
  pedido: 4000,
  respuesta: 10,
};
