import type { DeadlinesPageAnswer, RegisterPageAnswer } from '@foja/contracts/http/answers.ts';

type Cell = string | number;

/** By the names of the fields in the API's JSON; no name ever changes or goes, new ones come last. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => Cell | boolean | null | undefined>>;

export const DEADLINES: Columns<DeadlinesPageAnswer['items'][number]> = {
  sheetNumber: ({ sheetNumber }) => sheetNumber,
  bookCode: ({ bookCode }) => bookCode,
  type: ({ type }) => type,
  state: ({ state }) => state,
  filedOn: ({ filedOn }) => filedOn,
  dueOn: ({ dueOn }) => dueOn,
  daysLeft: ({ daysLeft }) => daysLeft,
  unit: ({ unit }) => unit,
  closedOn: ({ closedOn }) => closedOn,
  viewed: ({ viewed }) => viewed,
  copiesPending: ({ copiesPending }) => copiesPending,
  ruc: ({ ruc }) => ruc,
  claimId: ({ claimId }) => claimId,
};

/** What people wrote and who they are, as the same key reads it as JSON. */
export const REGISTER: Columns<RegisterPageAnswer['items'][number]> = {
  sheetNumber: ({ sheetNumber }) => sheetNumber,
  bookCode: ({ bookCode }) => bookCode,
  establishment: ({ establishment }) => establishment,
  type: ({ type }) => type,
  declaredType: ({ declaredType }) => declaredType,
  state: ({ state }) => state,
  viewed: ({ viewed }) => viewed,
  pendingOffer: ({ pendingOffer }) => pendingOffer,
  filedAt: ({ filedAt }) => filedAt,
  channel: ({ channel }) => channel,
  dueOn: ({ dueOn }) => dueOn,
  closedOn: ({ closedOn }) => closedOn,
  regime: ({ regime }) => regime,
  goodKind: ({ goodKind }) => goodKind,
  amount: ({ amount }) => amount?.value,
  currency: ({ amount }) => amount?.currency,
  consumerName: ({ consumerName }) => consumerName,
  documentType: ({ documentType }) => documentType,
  documentNumber: ({ documentNumber }) => documentNumber,
  email: ({ email }) => email,
  excerpt: ({ excerpt }) => excerpt,
  revision: ({ revision }) => revision,
  ruc: ({ ruc }) => ruc,
  bookId: ({ bookId }) => bookId,
  claimId: ({ claimId }) => claimId,
};
