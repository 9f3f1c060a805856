import { claimIdOf } from '@foja/commands/event-ids.ts';
import type { RegisterItem } from '@foja/projections';
import { type Desk, shown } from './desk.ts';

export const TWIN = {
  campo: 'otra-hoja',
  texto:
    'Ese número de hoja ya está registrado en este libro. Vea si es la misma hoja; si es otra con el mismo número, márquelo.',
};

export interface Twins {
  /** Value of the tick: it holds for these claims only, not for another number typed in afterwards. */
  readonly seen: string;
  readonly claims: readonly RegisterItem[];
}

/** Claims of the book whose sheet bears the same number; the one that this very form filed before is none. */
export async function twinsOf(
  desk: Desk,
  paperNumber: string | undefined,
  { bookId, idempotencyKey }: { readonly bookId: string; readonly idempotencyKey: string },
): Promise<Twins | undefined> {
  if (paperNumber === undefined) return undefined;
  // What a colleague has just typed in is to be seen, too.
  await shown(desk, await desk.store.head());
  const own = claimIdOf(bookId, idempotencyKey);
  const found = await desk.projections.queries.register.byPaper({ bookId, paperNumber });
  const claims = found.filter(({ claimId }) => claimId !== own);
  return claims.length === 0 ? undefined : { seen: claims.map(({ claimId }) => claimId).join(' '), claims };
}
