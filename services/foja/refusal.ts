import { problems } from '@foja/contracts';
import type { Refusal } from '@foja/domain/decision.ts';
import { Stop } from './stop.ts';

/** A rule said no: its title, the norm behind it and its stable code, in one line. */
export function refused({ code, norm, detail }: Refusal): Stop {
  const about = Object.entries(detail ?? {}).map(([name, value]) => `${words[name] ?? name}: ${value}`);
  const more = [...(norm === undefined ? [] : [norm]), ...about].join('; ');
  return new Stop(`${problems[code].es}${more === '' ? '' : ` (${more})`} [${code}]`, 'refused');
}

/** What a refusal tells besides its title, by the names that the rules give it. */
const words: Readonly<Record<string, string>> = {
  id: 'régimen',
  overlaps: 'rige ya',
  field: 'campo',
  date: 'fecha',
  name: 'nombre',
  from: 'desde',
  to: 'hasta',
  most: 'máximo',
  currentRevision: 'revisión actual',
  dueOn: 'vence',
  year: 'año',
  filedOn: 'presentado',
  lapsedOn: 'venció',
};

/** What a command came to, or the rule that refused it as an error. */
export function accepted<T extends { readonly ok: true }>(
  result: T | { readonly ok: false; readonly refusal: Refusal },
): T {
  if (!result.ok) throw refused(result.refusal);
  return result;
}
