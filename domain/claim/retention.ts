import type { EventOf } from '@foja/contracts';
import type { RetentionRule } from '@foja/contracts/events/keeping.ts';
import { addYears, type CivilDate, limaDateOf } from '../deadline/index.ts';
import { type ClaimState, isClosed } from './state.ts';

export type { RetentionRule };

/** Why a claim's personal data have to be kept for now. */
export type KeepingGround = EventOf<'CancellationRequested'>['data']['grounds'][number];

/**
 * Terms of keeping as Foja ships with them: the longest one counts. None is a reason to keep longer: once it is over the data
 * have served (Ley 29733, art. 8).
 */
export const shippedRetention: readonly RetentionRule[] = [
  {
    id: 'libro-registration',
    from: 'registration',
    years: 2,
    filedFrom: '2011-02-19',
    norm: 'Reglamento del Libro de Reclamaciones, art. 12',
    confidence: 'confirmed',
  },
  {
    id: 'prescription',
    from: 'conclusion',
    years: 2,
    filedFrom: '2011-02-19',
    norm: 'Código, art. 121',
    confidence: 'secondary',
    note: 'Dos años desde el hecho: aquí, desde que el reclamo se respondió o terminó en acuerdo.',
  },
  {
    id: 'prescription-unanswered',
    from: 'unanswered',
    years: 2,
    filedFrom: '2011-02-19',
    norm: 'Código, art. 121',
    confidence: 'uncertain',
    note: 'El hecho es no haber respondido: dos años desde que venció el plazo. Si se tiene la falta por continuada, corríjase.',
  },
];

/** The rules in force: a correction replaces the rule of its name, or adds one. */
export function retentionWith(corrections: readonly EventOf<'RetentionCorrected'>[]): readonly RetentionRule[] {
  const rules = new Map(shippedRetention.map((rule) => [rule.id, rule]));
  for (const { data } of corrections) rules.set(data.rule.id, data.rule);
  return [...rules.values()];
}

export interface Keeping {
  /** Nothing is erased while there is one. */
  readonly grounds: readonly KeepingGround[];
  /** Last day of the longest term; undefined while the claim has not come to its end. */
  readonly until: CivilDate | undefined;
  /** Of the longest term; of what else stands in the way, where something does. */
  readonly norm: string;
}

/** Whether a claim's personal data have to be kept on a day, and why. `now` is an instant with its offset. */
export function keepingOf(
  claim: ClaimState,
  { rules, now }: { readonly rules: readonly RetentionRule[]; readonly now: string },
): Keeping {
  const today = limaDateOf(now);
  const grounds: KeepingGround[] = [];
  const unanswered = !isClosed(claim) && today > claim.dueOn;
  const terms = termsOf(claim, rules, unanswered);
  if (!isClosed(claim) && !terms.some(({ from }) => from === 'unanswered')) grounds.push('open');
  if (claim.copyRequests.some(({ delivered }) => !delivered)) grounds.push('indecopi-request');
  if (claim.holds.some(({ lifted }) => !lifted)) grounds.push('legal-hold');
  const longest = terms.reduce<Term | undefined>((a, b) => (a !== undefined && a.until >= b.until ? a : b), undefined);
  if (longest === undefined || today <= longest.until) grounds.push('retention');
  const until = grounds.includes('open') ? undefined : longest?.until;
  return { grounds, until, norm: longest?.norm ?? 'Ley 29733, art. 8' };
}

interface Term {
  readonly from: RetentionRule['from'];
  readonly until: CivilDate;
  readonly norm: string;
}

/** A claim that nobody answered in its term has an end, too; without a rule for it, it stays open, and is kept. */
function termsOf(claim: ClaimState, rules: readonly RetentionRule[], unanswered: boolean): Term[] {
  const filedOn = limaDateOf(claim.filed.filedAt);
  const concludedOn = claim.response === undefined ? claim.settledOn : limaDateOf(claim.response.communicatedAt);
  const beginnings = {
    registration: filedOn,
    conclusion: concludedOn,
    unanswered: unanswered ? claim.dueOn : undefined,
  };
  return rules
    .filter(({ filedFrom, filedTo }) => filedFrom <= filedOn && (filedTo === undefined || filedOn <= filedTo))
    .flatMap(({ from, years, norm }) => {
      const begins = beginnings[from];
      return begins === undefined ? [] : [{ from, until: addYears(begins, years), norm }];
    });
}

/** The first filing day that can still have to be kept under every rule: earlier ones are worth a look. */
export function leastYears(rules: readonly RetentionRule[]): number {
  return Math.min(...rules.map(({ years }) => years));
}
