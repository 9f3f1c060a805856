import type { ProviderEvent } from '@foja/contracts';
import type { Decision } from '@foja/domain/decision.ts';
import { isValidRuc } from '@foja/domain/identity/index.ts';
import {
  evolveProvider,
  initialProvider,
  openBook,
  type ProviderState,
  registerProvider,
} from '@foja/domain/provider/index.ts';
import { v5 as uuidv5 } from 'uuid';
import type { Random } from './random.ts';
import { districts, firms, type grievances, streets } from './words.ts';

/** A made-up firm with its books, and the events that make it. */
export interface Firm {
  readonly ruc: string;
  readonly sector: keyof typeof grievances;
  readonly state: ProviderState;
  readonly events: readonly ProviderEvent[];
  readonly bookIds: readonly string[];
}

/** RUCs begin with 2099: none of them is anybody's, and all pass their check digit. */
export function makeFirms(random: Random, { namespace, firstYear }: { namespace: string; firstYear: number }): Firm[] {
  return firms.map((firm) => {
    const ruc = fictitiousRuc(random);
    const email = `libro@${ruc}.example`;
    const { sector, legalName, tradeName } = firm;
    const events: ProviderEvent[] = [];
    let state = initialProvider;
    const take = (decision: Decision<ProviderEvent>) => {
      if (!decision.ok) throw new Error(`the seed's own firm is refused: ${decision.refusal.code}`);
      for (const event of decision.events) state = evolveProvider(state, event);
      events.push(...decision.events);
    };
    take(registerProvider(state, { ruc, legalName, tradeName, address: addressIn(random), email, sector }));
    const bookIds = firm.books.map(([code, establishment]) => {
      const bookId = uuidv5(`${ruc} ${code}`, namespace);
      const channel = 'virtual' as const;
      const book = { bookId, code, establishment, address: addressIn(random), channel, firstNumber: 1, firstYear };
      take(openBook(state, book));
      return bookId;
    });
    return { ruc, sector, state, events, bookIds };
  });
}

export function addressIn(random: Random): string {
  return `${random.pick(streets)} ${random.between(100, 1999)}, ${random.pick(districts)}`;
}

export function fictitiousRuc(random: Random): string {
  const stem = `2099${String(random.between(0, 999_999)).padStart(6, '0')}`;
  const ruc = Array.from({ length: 10 }, (_, digit) => stem + digit).find(isValidRuc);
  // Of the ten last digits exactly one is right.
  if (ruc === undefined) throw new Error(`no check digit for ${stem}`);
  return ruc;
}
