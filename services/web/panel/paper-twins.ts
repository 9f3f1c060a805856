import type { Caller } from '@foja/commands/commands.ts';
import { claimIdOf } from '@foja/commands/event-ids.ts';
import { paperHolders, takePaperNumber } from '@foja/commands/paper-numbers.ts';
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
  /** The number was taken a moment ago for a sheet that is not in the book: by whom, since when, and until when that counts. */
  readonly underWay: readonly { readonly quien: string; readonly desde: string; readonly hasta: string }[];
}

/** Claims of the book whose sheet bears the same number; the one that this very form filed before is none. */
export async function twinsOf(
  desk: Desk,
  paperNumber: string | undefined,
  { bookId, idempotencyKey, ruc }: { readonly bookId: string; readonly idempotencyKey: string; readonly ruc: string },
): Promise<Twins | undefined> {
  if (paperNumber === undefined) return undefined;
  // What a colleague has just typed in is to be seen, too.
  await shown(desk, await desk.store.head());
  const own = claimIdOf(bookId, idempotencyKey);
  const found = await desk.projections.queries.register.byPaper({ bookId, paperNumber });
  const claims = found.filter(({ claimId }) => claimId !== own);
  const held = await paperHolders(desk.store, { bookId, paperNumber }, desk.clock());
  const holders = held.filter(({ claimId }) => claimId !== own);
  const others = [...new Set([...claims, ...holders].map(({ claimId }) => claimId))].toSorted();
  if (others.length === 0) return undefined;
  const { staff } = await desk.commands.provider(ruc);
  const underWay = holders.flatMap((holder) => {
    if (holder.underWay === undefined) return [];
    const { by, since, until } = holder.underWay;
    return [{ quien: staff.get(by.id)?.name ?? 'Alguien', desde: since, hasta: until }];
  });
  return { seen: others.join(' '), claims, underWay };
}

/** Takes the number in the ledger, where nobody else has since; false: somebody typed it at the same instant. */
export async function takeNumber(
  desk: Desk,
  paperNumber: string | undefined,
  about: { readonly bookId: string; readonly seen: string; readonly by: Caller },
): Promise<boolean> {
  if (paperNumber === undefined) return true;
  const { bookId, seen, by } = about;
  const claimId = claimIdOf(bookId, by.commandId);
  const number = { bookId, paperNumber, claimId, seen: seen.split(' ') };
  return (await takePaperNumber(desk.store, number, { by, now: desk.clock() })).length === 0;
}
