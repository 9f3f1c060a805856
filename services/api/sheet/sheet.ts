import type { Claim } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { SheetAnswer } from '@foja/contracts/http/answers.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { limaInstant } from '../lima-time.ts';
import { offersOf, responseOf } from '../operations/claim-answer.ts';

export type Copy = 'consumer' | 'provider' | 'indecopi';

/** The Hoja de Reclamación in the order of Anexo I, with the legends of the regime that rules the claim. */
export function sheetOf(
  { state, history }: Claim,
  { legends, copy }: { readonly legends: readonly string[]; readonly copy: Copy },
): SheetAnswer {
  const { filed, number, response } = state;
  if (number === undefined) throw new Problem('claim/not-numbered');
  const settled = history.find(({ event }) => event.type === 'SettlementAccepted')?.event;
  return {
    claimId: filed.claimId,
    sheetNumber: number.sheetNumber,
    filedOn: limaDateOf(filed.filedAt),
    provider: { ...filed.provider, ruc: filed.ruc, bookCode: filed.bookCode },
    consumer: filed.consumer,
    good: filed.good,
    type: state.type,
    declaredType: filed.declaredType,
    detail: filed.detail,
    ...(filed.request === undefined ? {} : { request: filed.request }),
    conformity: { textVersion: filed.conformity.textVersion, at: limaInstant(filed.conformity.at) },
    actions: {
      dueOn: state.dueOn,
      offers: offersOf(state, history),
      ...(settled?.type === 'SettlementAccepted' ? { agreement: settled.data.phrase } : {}),
      ...(response === undefined ? {} : { response: responseOf(response) }),
    },
    legends: [...legends],
    recipient: RECIPIENTS[copy],
  };
}

const RECIPIENTS = { consumer: 'CONSUMIDOR', provider: 'PROVEEDOR', indecopi: 'INDECOPI' } as const;
