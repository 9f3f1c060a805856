import { problems } from '@foja/contracts';
import type { Refusal } from '@foja/domain/decision.ts';
import { Stop } from './stop.ts';

/** A rule said no: its title, the norm behind it and its stable code, in one line. */
export function refused({ code, norm, detail }: Refusal): Stop {
  const about = Object.entries(detail ?? {}).map(([name, value]) => `${name}: ${value}`);
  const more = [...(norm === undefined ? [] : [norm]), ...about].join('; ');
  return new Stop(`${problems[code].es}${more === '' ? '' : ` (${more})`} [${code}]`, 'refused');
}

/** What a command came to, or the rule that refused it as an error. */
export function accepted<T extends { readonly ok: true }>(
  result: T | { readonly ok: false; readonly refusal: Refusal },
): T {
  if (!result.ok) throw refused(result.refusal);
  return result;
}
