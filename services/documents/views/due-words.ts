import type { EventOf } from '@foja/contracts';
import type { CopyTerm, Law } from '@foja/domain/deadline/index.ts';

/** Whose date it is by which Indecopi wants a copy, as pages and papers say it. */

type Due = Pick<EventOf<'IndecopiCopyRequested'>['data'], 'dueSetBy' | 'dueRule'>;

/** Short, and the same for ever: what the event itself says. Empty where there is no date. */
export function whoseDate({ dueSetBy, dueRule }: Due): string {
  if (dueSetBy === 'official') return 'fecha puesta por Indecopi';
  return dueRule === undefined ? '' : `fecha por la regla ${dueRule.ruleId} de la ley ${dueRule.lawVersion}`;
}

/** The same with what the rule says, out of the law of its version. */
export function whoseDateInFull(due: Due, lawAt: (version: string) => Law): string {
  const { dueRule } = due;
  const rule =
    dueRule === undefined ? undefined : lawAt(dueRule.lawVersion).copyTerms.find(({ id }) => id === dueRule.ruleId);
  return rule === undefined ? whoseDate(due) : `${copyTermWords(rule)}; ${whoseDate(due)}`;
}

/** `3 días hábiles desde el pedido (Código, art. 152), plazo sin confirmar` */
export function copyTermWords({ term, norm, confidence }: CopyTerm): string {
  const days = term.unit === 'business' ? 'hábil' : 'calendario';
  const count = term.n === 1 ? `1 día ${days}` : `${term.n} días ${days === 'hábil' ? 'hábiles' : days}`;
  return `${count} desde el pedido (${norm})${confidence === 'confirmed' ? '' : ', plazo sin confirmar'}`;
}
