import type { EventOf, SheetType } from '@foja/contracts';
import { correlativeOf, formatSheetNumber, LAST_CORRELATIVE } from '../book/numbering.ts';
import { dueOn, type Law, limaDateOf, regimeFor } from '../deadline/index.ts';
import { type Decision, happened, refuse } from '../decision.ts';
import { checkDocument } from '../identity/index.ts';
import type { Book, ProviderState } from '../provider/index.ts';

type Filed = EventOf<'ClaimFiled'>['data'];

export interface FileClaim extends Pick<Filed, 'consumer' | 'good' | 'detail' | 'responseMedium' | 'channel'> {
  readonly claimId: string;
  readonly bookId: string;
  readonly type: SheetType;
  readonly request?: string | undefined;
  /** Instant of filing; a sheet copied from paper bears the paper's. */
  readonly filedAt: string;
  /** Which wording of the conformity the consumer agreed to. */
  readonly conformityText: string;
  /** The number printed on the sheet of the Libro de Respaldo, where one is copied. */
  readonly paperNumber?: string | undefined;
}

/** Only the legal minimum refuses a filing (Reglamento, art. 5); whatever else is odd or blank is a warning. */
export function fileClaim(
  provider: ProviderState,
  command: FileClaim,
  { law, now }: { readonly law: Law; readonly now: string },
): Decision<EventOf<'ClaimFiled'>> {
  const book = provider.books.get(command.bookId);
  const firm = provider.registered;
  if (firm === undefined || book === undefined) return refuse('book/not-found');
  if (book.closed) return refuse('book/closed');
  if (Date.parse(command.filedAt) > Date.parse(now)) return refuse('claim/filed-in-future');
  const missing = missingMinimum(command);
  if (missing !== undefined) {
    return refuse('claim/not-presented', { norm: 'Reglamento, art. 5', detail: { field: missing } });
  }
  const filedOn = limaDateOf(command.filedAt);
  const regime = regimeFor(law, { sector: firm.sector, type: command.type, filedOn });
  if (regime === undefined) return refuse('claim/no-regime', { detail: { filedOn, sector: firm.sector } });
  const deadline = {
    regimeId: regime.id,
    lawVersion: law.version,
    dueOn: dueOn(law, { regime, filedOn, suspensions: [], extensions: [] }),
  };
  const { claimId, channel, filedAt, consumer, good, detail, request, responseMedium, paperNumber } = command;
  const data: Filed = {
    claimId,
    ruc: firm.ruc,
    bookId: book.bookId,
    bookCode: book.code,
    provider: snapshot(firm, book),
    channel,
    filedAt,
    declaredType: command.type,
    consumer,
    good,
    detail,
    ...(request === undefined ? {} : { request }),
    responseMedium,
    conformity: { textVersion: command.conformityText, at: filedAt },
    warnings: warningsOf(command),
    deadline,
    ...(paperNumber === undefined ? {} : { paperNumber }),
  };
  return happened({ type: 'ClaimFiled', data });
}

/** Name, document, address or e-mail, and detail. Bodies say so field by field; a sheet may also come by another way. */
function missingMinimum({ consumer, detail }: FileClaim): string | undefined {
  if (isBlank(consumer.name)) return 'consumer.name';
  if (isBlank(consumer.documentNumber)) return 'consumer.documentNumber';
  if (isBlank(consumer.address) && isBlank(consumer.email)) return 'consumer.address';
  return isBlank(detail) ? 'detail' : undefined;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** The number that the sheet's place in its book gives it; refused only when nine digits are used up. */
export function numberSheet(
  book: Pick<Book, 'bookId' | 'firstNumber' | 'firstYear'>,
  year: number,
  sheetRevision: number,
): Decision<EventOf<'SheetNumbered'>> {
  const correlative = correlativeOf(book, year, sheetRevision);
  if (correlative > LAST_CORRELATIVE) return refuse('book/full', { detail: { year } });
  const sheetNumber = formatSheetNumber(correlative, year);
  return happened({ type: 'SheetNumbered', data: { bookId: book.bookId, year, correlative, sheetNumber } });
}

function snapshot(firm: NonNullable<ProviderState['registered']>, book: Book): Filed['provider'] {
  return {
    legalName: firm.legalName,
    ...(firm.tradeName === undefined ? {} : { tradeName: firm.tradeName }),
    address: firm.address,
    sector: firm.sector,
    establishment: book.establishment,
    establishmentAddress: book.address,
  };
}

function warningsOf({ consumer, good, responseMedium, request }: FileClaim): Filed['warnings'] {
  const warnings: Filed['warnings'] = checkDocument(consumer.documentType, consumer.documentNumber).map(({ code }) => ({
    field: 'consumer.documentNumber',
    code,
  }));
  const { guardian } = consumer;
  if (guardian?.documentType !== undefined && guardian.documentNumber !== undefined) {
    for (const { code } of checkDocument(guardian.documentType, guardian.documentNumber)) {
      warnings.push({ field: 'consumer.guardian.documentNumber', code });
    }
  }
  if (responseMedium === 'email' && consumer.email === undefined) {
    warnings.push({ field: 'consumer.email', code: 'response-medium/no-email' });
  }
  if (responseMedium === 'letter' && consumer.address === undefined) {
    warnings.push({ field: 'consumer.address', code: 'response-medium/no-address' });
  }
  if (good.description === undefined) warnings.push({ field: 'good.description', code: 'sheet/incomplete' });
  if (request === undefined) warnings.push({ field: 'request', code: 'sheet/incomplete' });
  return warnings;
}
