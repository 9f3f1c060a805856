import { type CopyTerm, shippedCopyTerms } from './copy-term.ts';
import type { HolidayKind, HolidayRule } from './holidays.ts';
import { holidaysOfYear } from './holidays.ts';
import { holidaysOfPeru } from './holidays-of-peru.ts';
import type { Regime } from './regime.ts';
import { generalRegimes } from './regimes-general.ts';
import { sectorRegimes } from './regimes-sectors.ts';

/**
 * The law that deadlines are computed by: immutable data with a version. A claim keeps the version it was filed
 * under, and `lawAt` brings that law back, so that a deadline can be computed again for ever.
 */
export type Law = {
  /** `pe-2026-11`, or `pe-2026-11+N` after N amendments. */
  readonly version: string;
  readonly amendments: number;
  readonly holidays: readonly HolidayRule[];
  readonly regimes: readonly Regime[];
  /** For what Indecopi asks for. */
  readonly copyTerms: readonly CopyTerm[];
};

/** A change to the law, in the form of the events on stream `law-pe`. */
export type Amendment =
  | {
      readonly type: 'HolidayDeclared';
      readonly data: {
        readonly date: string;
        readonly name: string;
        readonly kind: HolidayKind;
        readonly norm: string;
      };
    }
  | { readonly type: 'HolidayRevoked'; readonly data: { readonly date: string; readonly norm: string } }
  | { readonly type: 'RegimeCorrected'; readonly data: { readonly regime: Regime; readonly reason: string } }
  | { readonly type: 'CopyTermCorrected'; readonly data: { readonly term: CopyTerm; readonly reason: string } };

const amendmentTypes: Readonly<Record<Amendment['type'], true>> = {
  HolidayDeclared: true,
  HolidayRevoked: true,
  RegimeCorrected: true,
  CopyTermCorrected: true,
};

export function isAmendmentType(type: string): type is Amendment['type'] {
  return Object.hasOwn(amendmentTypes, type);
}

const baseVersion = 'pe-2026-11';

/** The law as shipped: state of the norms in November 2026. */
export const baseLaw: Law = {
  version: baseVersion,
  amendments: 0,
  holidays: holidaysOfPeru,
  regimes: [...generalRegimes, ...sectorRegimes],
  copyTerms: shippedCopyTerms,
};

/** The law after one more amendment; the law given stays as it is. */
export function amend(law: Law, amendment: Amendment): Law {
  const amendments = law.amendments + 1;
  return { ...law, ...changed(law, amendment), amendments, version: `${baseVersion}+${amendments}` };
}

/** The base law with every amendment, in order. */
export function lawWith(amendments: readonly Amendment[]): Law {
  return amendments.reduce(amend, baseLaw);
}

/** The norm of the last amendment that moves claims, as people cite it; undefined where none does. */
export function normOfLast(amendments: readonly Amendment[]): string | undefined {
  const last = amendments.findLast(({ type }) => type !== 'CopyTermCorrected');
  return last === undefined ? undefined : normOfAmendment(last);
}

export function normOfAmendment({ type, data }: Amendment): string {
  switch (type) {
    case 'RegimeCorrected':
      return data.regime.norm;
    case 'CopyTermCorrected':
      return data.term.norm;
    default:
      return data.norm;
  }
}

/** The law as it stood at a version; undefined where the version is unknown or later than the amendments given. */
export function lawAt(version: string, amendments: readonly Amendment[]): Law | undefined {
  const [base, count = '0', ...rest] = version.split('+');
  if (base !== baseVersion || rest.length > 0 || !/^\d{1,9}$/.test(count)) return undefined;
  const law = lawWith(amendments.slice(0, Number(count)));
  return law.version === version ? law : undefined;
}

function changed(law: Law, amendment: Amendment): Partial<Pick<Law, 'holidays' | 'regimes' | 'copyTerms'>> {
  switch (amendment.type) {
    case 'HolidayDeclared': {
      const { date, name, kind, norm } = amendment.data;
      return { holidays: [...law.holidays, { name, kind, norm, on: { date } }] };
    }
    case 'HolidayRevoked':
      return { holidays: law.holidays.map((rule) => revokedOn(rule, amendment.data)) };
    case 'RegimeCorrected': {
      const { regime } = amendment.data;
      const others = law.regimes.filter((other) => other.id !== regime.id);
      return { regimes: [...others, regime] };
    }
    case 'CopyTermCorrected': {
      const { term } = amendment.data;
      return { copyTerms: [...law.copyTerms.filter((other) => other.id !== term.id), term] };
    }
    default:
      return amendment satisfies never;
  }
}

/** Only the rules that fall on the day are touched, and of them only that occurrence. */
function revokedOn(rule: HolidayRule, revocation: { readonly date: string; readonly norm: string }): HolidayRule {
  const { date, norm } = revocation;
  const falls = holidaysOfYear([rule], Number(date.slice(0, 4))).some(
    (holiday) => holiday.date === date && holiday.revokedBy === undefined,
  );
  return falls ? { ...rule, revoked: [...(rule.revoked ?? []), { date, norm }] } : rule;
}
