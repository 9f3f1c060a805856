import type { Filing } from '@foja/commands/commands.ts';
import { caller, filingOn } from '../support/commands.ts';
import type { PanelHouse } from './house.ts';

/** Files a claim as it came in over the page at an instant. */
export async function fileAt(
  house: Pick<PanelHouse, 'commands' | 'bookId'>,
  key: string,
  filedAt: string,
  change: Partial<Filing['body']> & { readonly bookId?: string } = {},
): Promise<string> {
  const { bookId = house.bookId, ...body } = change;
  const filing = filingOn(bookId, key);
  const result = await house.commands.file(
    { ...filing, channel: 'web', filedAt, body: { ...filing.body, ...body } },
    caller('consumer'),
  );
  if (!result.ok) throw new Error(result.refusal.code);
  return result.claimId;
}
