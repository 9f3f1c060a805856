import type { EventOf } from '@foja/contracts';
import { limaDateOf } from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import { type Keeping, type KeepingGround, keepingOf, type RetentionRule } from './retention.ts';
import type { ClaimState } from './state.ts';

/** What is known when it is decided whether personal data may go. */
export interface KeepingLaw {
  readonly rules: readonly RetentionRule[];
  readonly now: string;
}

type Erased = EventOf<'ClaimErased'>;

/** Personal data are kept no longer than they have to be, and no shorter (Ley 29733, art. 8). Erased once, erased for ever. */
export function eraseClaim(
  claim: ClaimState,
  { cause, ...law }: KeepingLaw & { readonly cause: 'retention' | 'operator' },
): Decision<Erased> {
  if (claim.erasedOn !== undefined) return happened();
  const keeping = keepingOf(claim, law);
  const erased = erasedBy(keeping, cause, law.now);
  if (erased !== undefined) return happened(erased);
  const detail = {
    grounds: keeping.grounds.join(', '),
    ...(keeping.until === undefined ? {} : { keptUntil: keeping.until }),
  };
  return refuse('claim/must-be-kept', { norm: normOf(keeping), detail });
}

/**
 * The consumer asks for the cancellation of what is kept (Ley 29733, art. 20). The request is written down with its answer:
 * refused with the norm while there is a ground for keeping, else granted, and done.
 */
export function requestCancellation(
  claim: ClaimState,
  { by, comment }: { readonly by: 'consumer' | 'representative'; readonly comment?: string | undefined },
  law: KeepingLaw,
): Decision<EventOf<'CancellationRequested'> | Erased> {
  const keeping = keepingOf(claim, law);
  const erased = erasedBy(keeping, 'request', law.now);
  const requested: EventOf<'CancellationRequested'> = {
    type: 'CancellationRequested',
    data: {
      requestNumber: claim.cancellations + 1,
      by,
      ...(comment === undefined ? {} : { comment }),
      answer: erased === undefined ? 'refused' : 'granted',
      grounds: [...keeping.grounds],
      norm: normOf(keeping),
      ...(keeping.until === undefined ? {} : { keptUntil: keeping.until }),
    },
  };
  return happened<EventOf<'CancellationRequested'> | Erased>(requested, ...(erased === undefined ? [] : [erased]));
}

/** A claim, denuncia or suit elsewhere needs the file: nothing of it goes until the hold is lifted. */
export function placeHold(
  claim: ClaimState,
  { ground, reference, reason }: Omit<EventOf<'LegalHoldPlaced'>['data'], 'holdNumber'>,
): Decision<EventOf<'LegalHoldPlaced'>> {
  const holdNumber = claim.holds.length + 1;
  const data = { holdNumber, ground, ...(reference === undefined ? {} : { reference }), reason };
  return happened({ type: 'LegalHoldPlaced', data });
}

export function liftHold(
  claim: ClaimState,
  { holdNumber, reason }: EventOf<'LegalHoldLifted'>['data'],
): Decision<EventOf<'LegalHoldLifted'>> {
  const hold = claim.holds.find((one) => one.holdNumber === holdNumber);
  if (hold === undefined) return refuse('hold/not-found');
  if (hold.lifted) return refuse('hold/already-lifted');
  return happened({ type: 'LegalHoldLifted', data: { holdNumber, reason } });
}

function erasedBy({ grounds, until, norm }: Keeping, cause: Erased['data']['cause'], now: string): Erased | undefined {
  if (grounds.length > 0 || until === undefined) return undefined;
  return { type: 'ClaimErased', data: { cause, erasedOn: limaDateOf(now), keptUntil: until, norm } };
}

/** What a ground for keeping rests on; the longest term's own norm otherwise. */
const NORMS: Readonly<Record<Exclude<KeepingGround, 'retention'>, string>> = {
  open: 'Código, arts. 24 y 152',
  'indecopi-request': 'Código, art. 152; Reglamento, art. 11',
  'legal-hold': 'Ley 29733, art. 20: hay una causa legal para conservar',
};

function normOf({ grounds, norm }: Keeping): string {
  const norms = grounds.map((ground) => (ground === 'retention' ? norm : NORMS[ground]));
  return ['Ley 29733, arts. 8 y 20', ...norms].join('; ');
}
