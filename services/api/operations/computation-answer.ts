import type { ComputationAnswer } from '@foja/contracts/http/answers.ts';
import type { Computation } from '@foja/domain/deadline/index.ts';

/** The computation sheet as the API words it: `regime` is the regime's id, as in a filing's answer. */
export function computationAnswer({ regimeId, ...computation }: Computation): ComputationAnswer {
  const { n, unit, rollOver } = computation.term;
  return { ...computation, regime: regimeId, term: { n, unit, rollOver }, days: [...computation.days] };
}
