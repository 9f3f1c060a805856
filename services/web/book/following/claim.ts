import { authorize } from '@foja/api/authorize.ts';
import type { Claim } from '@foja/commands/commands.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { claimComputation } from '@foja/domain/claim/index.ts';
import { type Computation, type Law, type Regime, regimeById } from '@foja/domain/deadline/index.ts';
import type { FastifyRequest } from 'fastify';
import type { BookWeb } from '../context.ts';

/** A claim as its consumer opens it, with the law it is counted by. */
export interface Followed {
  readonly claim: Claim;
  readonly claimId: string;
  readonly token: string;
  readonly law: Law;
  readonly regime: Regime;
  readonly computation: Computation;
  /** `/seguimiento/<token>`. */
  readonly base: string;
}

export type OfToken = { Params: { token: string } };

/** @throws Problem where the token opens nothing: whoever guesses learns no more than that. */
export async function follow(web: BookWeb, request: FastifyRequest): Promise<Followed> {
  const { token } = request.params as OfToken['Params'];
  const claimId = web.tokens.claimOf(token);
  const claim = claimId === undefined ? undefined : await web.commands.claim(claimId);
  if (claimId === undefined || claim === undefined) throw new Problem('claim/not-found');
  const { ruc } = claim.state.filed;
  const verdict = authorize({ role: 'consumer', claimId }, 'claim/read', { kind: 'claim', ruc, claimId });
  if (verdict !== 'allowed') throw new Problem('claim/not-found');
  const law = web.commands.lawAt(claim.state.lawVersion);
  const regime = regimeById(law, claim.state.regimeId);
  if (regime === undefined) throw new Error('the law of the claim does not hold its regime');
  const computation = claimComputation(law, claim.state);
  return { claim, claimId, token, law, regime, computation, base: `/seguimiento/${token}` };
}

/** What every page of a claim shows of it. */
export function followedData({ claim, regime, computation, base }: Followed) {
  const { filed, number } = claim.state;
  return {
    sitio: filed.provider.tradeName ?? filed.provider.legalName,
    inicio: base,
    estilos: ['book/book.css'],
    firma: { ...filed.provider, ruc: filed.ruc },
    libro: {
      establishment: filed.provider.establishment,
      address: filed.provider.establishmentAddress,
      code: filed.bookCode,
    },
    numero_hoja: number?.sheetNumber,
    base,
    tipo: claim.state.type,
    vence: claim.state.dueOn,
    leyendas: regime.legends,
    computo: { norma: computation.norm, nota: computation.note, dias: computation.days },
  };
}
