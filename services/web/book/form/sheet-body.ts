import { fieldErrors } from '@foja/commands/problems/field-errors.ts';
import { type FileClaim, fileClaim } from '@foja/contracts/http/bodies.ts';
import { typedAmount } from '../../layout/typed-amount.ts';
import type { FieldName, Fields } from './fields.ts';
import { sentenceFor } from './sentences.ts';

/** A field to correct, in the words that stand beside it. */
export interface FormError {
  readonly campo: FieldName;
  readonly texto: string;
}

export type ReadSheet =
  | { readonly ok: true; readonly body: FileClaim }
  | { readonly ok: false; readonly errors: readonly FormError[] };

/** What was typed, as the API's own body, held against the same schema. Conformity is asked for on the preview. */
export function readSheet(fields: Fields): ReadSheet {
  const raw = rawBody(fields);
  const parsed = fileClaim.safeParse(raw);
  const errors = new Map<FieldName, string>();
  if (!parsed.success) {
    for (const { field, code } of fieldErrors(parsed.error, raw)) {
      const name = NAMES[field];
      if (name !== undefined && !errors.has(name)) errors.set(name, sentenceFor(name, code));
    }
    if (errors.size === 0) throw new Error('the form made a body that no field of it explains');
  }
  if (parsed.success && errors.size === 0) return { ok: true, body: parsed.data };
  const inOrder = ORDER.filter((name) => errors.has(name));
  return { ok: false, errors: inOrder.map((campo) => ({ campo, texto: errors.get(campo) ?? '' })) };
}

function rawBody(fields: Fields): object {
  const minor = fields.menor === 'si';
  const guardian = given({
    name: fields.apoderadoNombre,
    documentNumber: fields.apoderadoNumeroDocumento,
    documentType: blank(fields.apoderadoNumeroDocumento) ? '' : fields.apoderadoTipoDocumento,
  });
  return {
    ...given({ type: fields.tipo, detail: fields.detalle, request: fields.pedido, responseMedium: fields.respuesta }),
    consumer: {
      ...given({
        name: fields.nombre,
        documentType: fields.tipoDocumento,
        documentNumber: fields.numeroDocumento,
        address: fields.domicilio,
        email: fields.correo.trim(),
        phone: fields.telefono,
      }),
      ...(minor ? { minor: true, guardian: Object.keys(guardian).length === 0 ? undefined : guardian } : {}),
    },
    good: {
      ...given({ kind: fields.bien, description: fields.descripcion }),
      ...(blank(fields.monto) ? {} : { amount: typedAmount(fields.monto, fields.moneda) }),
    },
    conformity: true,
  };
}

/** Optional fields left blank are absent, not empty. */
function given(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !blank(value)));
}

function blank(text: string): boolean {
  return text.trim() === '';
}

/** Where each path of the body stands on the form. */
const NAMES: Readonly<Record<string, FieldName>> = {
  'consumer.name': 'nombre',
  'consumer.documentType': 'tipoDocumento',
  'consumer.documentNumber': 'numeroDocumento',
  'consumer.email': 'correo',
  'consumer.address': 'domicilio',
  'consumer.phone': 'telefono',
  'consumer.guardian': 'apoderadoNombre',
  'consumer.guardian.name': 'apoderadoNombre',
  'consumer.guardian.documentType': 'apoderadoTipoDocumento',
  'consumer.guardian.documentNumber': 'apoderadoNumeroDocumento',
  'good.kind': 'bien',
  'good.description': 'descripcion',
  'good.amount.value': 'monto',
  'good.amount.currency': 'moneda',
  type: 'tipo',
  detail: 'detalle',
  request: 'pedido',
  responseMedium: 'respuesta',
};

const ORDER: readonly FieldName[] = [...new Set(Object.values(NAMES))];
