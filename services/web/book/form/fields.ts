/** The form as a browser sends it: flat, all text, in the order of Anexo I. Names are ids, too, so that errors can link. */
export const fieldNames = [
  'nombre',
  'tipoDocumento',
  'numeroDocumento',
  'correo',
  'domicilio',
  'telefono',
  'menor',
  'apoderadoNombre',
  'apoderadoTipoDocumento',
  'apoderadoNumeroDocumento',
  'bien',
  'moneda',
  'monto',
  'descripcion',
  'tipo',
  'detalle',
  'pedido',
  'respuesta',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** What was typed, as it was typed: an absent field is empty text. */
export type Fields = Readonly<Record<FieldName, string>>;

/** Everything a post of the form carries. */
export interface Submission {
  readonly fields: Fields;
  readonly seal: string;
  /** What a robot wrote where a person sees nothing. */
  readonly trap: string;
  /** Sealed references of files received before. */
  readonly attachments: readonly string[];
  readonly conformity: boolean;
}

/** Reads a parsed body; only text counts, and of a repeated field the first. Line ends become `\n`. */
export function submissionOf(body: unknown): Submission {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first.replaceAll(/\r\n?/g, '\n').slice(0, MOST_CHARACTERS) : '';
  };
  const { adjunto } = given;
  return {
    fields: Object.fromEntries(fieldNames.map((name) => [name, text(name)])) as Record<FieldName, string>,
    seal: text('sello'),
    trap: text('sitio_web'),
    attachments: (Array.isArray(adjunto) ? adjunto : [adjunto])
      .filter((ref): ref is string => typeof ref === 'string' && ref !== '')
      .slice(0, 10),
    conformity: text('conformidad') === 'si',
  };
}

export const noFields: Fields = { ...submissionOf({}).fields, tipoDocumento: 'DNI', moneda: 'PEN' };

/** A bound on what is kept and shown again, well above what any field takes. */
const MOST_CHARACTERS = 20_000;
