import { fieldErrors } from '@foja/commands/problems/field-errors.ts';
import { fieldProblems } from '@foja/contracts';

/** A form as it was sent: every field a text, or several. */
export type Form = Readonly<Record<string, unknown>>;

export function formOf(body: unknown): Form {
  return typeof body === 'object' && body !== null ? (body as Form) : {};
}

/** The text of a field, without spaces around it; empty where there is none. Line ends as Unix writes them. */
export function field(form: Form, name: string): string {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  const text = Array.isArray(value) ? value[0] : value;
  return typeof text === 'string' ? text.replaceAll('\r\n', '\n').trim() : '';
}

/** Every text of a field that may be ticked or written several times. */
export function fields(form: Form, name: string): string[] {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  const list = Array.isArray(value) ? value : [value];
  return list.filter((text): text is string => typeof text === 'string').map((text) => text.trim());
}

/** For `exactOptionalPropertyTypes`: a field that was left blank is absent. */
export function optional<K extends string>(name: K, value: string): { [key in K]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [key in K]?: string };
}

/** A wrong field of a page: the id of its input, and what to say. */
export interface Wrong {
  readonly campo?: string;
  readonly texto: string;
}

/**
 * A form's values by the schema of the command. `labels` names the fields as the page does; each wrong one is told with its
 * label and leads to its input.
 */
export function parseForm<T>(
  schema: { safeParse(input: unknown): { success: boolean; data?: T; error?: unknown } },
  input: unknown,
  labels: Readonly<Record<string, { readonly campo: string; readonly nombre: string }>>,
): { readonly ok: true; readonly data: T } | { readonly ok: false; readonly wrong: readonly Wrong[] } {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { ok: true, data: parsed.data as T };
  const wrong = fieldErrors(parsed.error as Parameters<typeof fieldErrors>[0], input).map(({ field: path, code }) => {
    const label = labels[path];
    const said = (fieldProblems[code] ?? fieldProblems['field/value'])?.es ?? code;
    return label === undefined ? { texto: said } : { campo: label.campo, texto: `${label.nombre}: ${lower(said)}` };
  });
  return { ok: false, wrong };
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
