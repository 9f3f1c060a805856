import { Problem } from '@foja/commands/problems/problem.ts';
import type { houseRoutes } from '@foja/contracts/http/routes/house.ts';
import { computeDeadline, regimeFor } from '@foja/domain/deadline/index.ts';
import type { Operations } from '../call.ts';
import { computationAnswer } from './computation-answer.ts';

export const deadlineOperations: Operations<Pick<typeof houseRoutes, 'previewDeadline'>> = {
  previewDeadline({ query }, { commands }) {
    const law = commands.law();
    const regime = regimeFor(law, query);
    if (regime === undefined) throw new Problem('claim/no-regime', { about: query });
    return { status: 200, body: computationAnswer(computeDeadline(law, { regime, filedOn: query.filedOn })) };
  },
};
