import type { Regime } from '@foja/domain/deadline/index.ts';
import type { ProviderView } from './provider.ts';
import { COPIES, NO_DATE, RECIPIENTS, type SheetView } from './sheet.ts';

/** Blank sheets of the Libro de Respaldo (Reglamento, art. 4-A): each number in three copies, one after the other. */
export interface BackupSheetsOf {
  readonly provider: ProviderView;
  /** The regime in force: its legends are printed. */
  readonly regime: Regime;
  readonly year: number;
  readonly from: number;
  readonly to: number;
}

/** Three pages a number: what a browser prints in one go without trouble. */
export const BACKUP_SHEETS_MAX = 50;

/** @throws RangeError for a range that is empty, too long, or outside nine digits. */
export function backupSheetViews({ provider, regime, year, from, to }: BackupSheetsOf): SheetView[] {
  const range = Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from && to <= 999_999_999;
  if (!range || to - from >= BACKUP_SHEETS_MAX) {
    throw new RangeError(`sheets are printed from 1 on, at most ${BACKUP_SHEETS_MAX} at once`);
  }
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return numbers.flatMap((n) =>
    COPIES.map((copy) => blank(`${String(n).padStart(9, '0')}-${year}`, RECIPIENTS[copy], provider, regime)),
  );
}

function blank(number: string, recipient: string, provider: ProviderView, { legends }: Regime): SheetView {
  return {
    title: 'Libro de Reclamaciones de Respaldo',
    bookTitle: 'LIBRO DE RECLAMACIONES DE RESPALDO',
    number,
    date: NO_DATE,
    provider,
    consumer: { name: '', address: '', document: '', contact: '', guardian: '' },
    good: { product: false, service: false, amount: '', description: '' },
    reclamo: false,
    queja: false,
    treatedAs: '',
    detail: '',
    request: '',
    attachments: [],
    consumerSignature: '',
    answeredOn: NO_DATE,
    actions: [],
    agreement: '',
    agreementHow: '',
    providerSignature: '',
    legends,
    recipient,
    blank: true,
    receipt: undefined,
  };
}
