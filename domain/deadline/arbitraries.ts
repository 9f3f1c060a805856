import fc from 'fast-check';
import { addDays } from './civil-date.ts';
import { baseLaw } from './law.ts';
import type { Regime } from './regime.ts';
import { regimeFor } from './regime-for.ts';
import { offerSuspension, type Suspension } from './suspension.ts';

/** What the specs of the deadline engine draw from. */

/** A filing day with room for any term, offer and extension before the calendar ends. */
export const anyDay = fc.integer({ min: 0, max: 9_000 }).map((days) => addDays('2011-05-07', days));

export const anyRegime = fc.constantFrom(...baseLaw.regimes);

/** Up to four suspensions that begin in the months after filing, ended or not, some overlapping, some of a cause unknown to the regime. */
export function anySuspensions(filedOn: string): fc.Arbitrary<Suspension[]> {
  const after = fc.integer({ min: -3, max: 70 }).map((days) => addDays(filedOn, days));
  const offer = fc
    .tuple(after, fc.option(fc.nat(30), { nil: undefined }))
    .map(([on, days]) => offerSuspension(on, days === undefined ? undefined : addDays(on, days)));
  const documents = fc.tuple(after, fc.option(fc.nat(20), { nil: undefined })).map(
    ([from, days]): Suspension => ({
      cause: 'documents',
      from,
      to: days === undefined ? undefined : addDays(from, days),
    }),
  );
  return fc.array(fc.oneof(offer, documents), { maxLength: 4 });
}

/** The general regime of a reclamo filed that day. */
export function generalOf(filedOn: string): Regime {
  const regime = regimeFor(baseLaw, { sector: 'general', type: 'reclamo', filedOn });
  if (regime === undefined) throw new Error(`no general regime on ${filedOn}`);
  return regime;
}
