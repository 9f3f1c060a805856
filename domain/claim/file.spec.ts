import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseLaw, lawWith } from '../deadline/index.ts';
import { initialProvider } from '../provider/index.ts';
import { bookId, lima, provider, sheet } from './examples.ts';
import { type FileClaim, fileClaim, numberSheet } from './file.ts';

const about = { law: baseLaw, now: lima('2026-10-05', '18:42') };

function file(change: Partial<FileClaim> = {}, firm = provider(), circumstances = about) {
  return fileClaim(firm, sheet(change), circumstances);
}

function filedData(change: Partial<FileClaim> = {}, firm = provider(), now = about.now) {
  const decision = file(change, firm, { law: baseLaw, now });
  const [event] = decision.ok ? decision.events : [];
  return event?.data;
}

describe('filing a claim', () => {
  it('records the sheet, the provider as it is that day, the regime and the date due', () => {
    const { consumer, good, detail, request } = sheet();
    expect(file()).toEqual({
      ok: true,
      events: [
        {
          type: 'ClaimFiled',
          data: {
            claimId: sheet().claimId,
            ruc: '20999999990',
            bookId,
            bookCode: 'LIN-01',
            provider: {
              legalName: 'Comercial Los Ejemplos S.A.C.',
              address: 'Av. Arequipa 1234, Lince, Lima',
              sector: 'general',
              establishment: 'Tienda Lince',
              establishmentAddress: 'Av. Arequipa 1234, Lince, Lima',
            },
            channel: 'web',
            filedAt: '2026-10-05T18:42:00-05:00',
            declaredType: 'reclamo',
            consumer,
            good,
            detail,
            request,
            responseMedium: 'email',
            conformity: { textVersion: 'conformidad-1', at: '2026-10-05T18:42:00-05:00' },
            warnings: [],
            deadline: { regimeId: 'general-2022-08-17', lawVersion: 'pe-2026-11', dueOn: '2026-10-27' },
          },
        },
      ],
    });
  });

  it('keeps the number of the sheet of paper that was copied', () => {
    expect(filedData({ channel: 'backup', paperNumber: '000000087-2026' })?.paperNumber).toBe('000000087-2026');
    expect(filedData({ channel: 'backup' })).not.toHaveProperty('paperNumber');
  });

  it('counts from the day in Lima, whatever day it is in UTC', () => {
    const lateEvening = filedData({ filedAt: '2026-10-06T04:59:59Z' }, provider(), '2026-10-06T05:00:00Z');
    expect(lateEvening?.deadline.dueOn).toBe('2026-10-27');
    const pastMidnight = filedData({ filedAt: '2026-10-06T05:00:00Z' }, provider(), '2026-10-06T05:00:00Z');
    expect(pastMidnight?.deadline.dueOn).toBe('2026-10-28');
  });

  it('names the version of an amended law', () => {
    const amendment = {
      type: 'HolidayDeclared',
      data: { date: '2026-10-12', name: 'Feriado de ejemplo', kind: 'FERIADO_NACIONAL', norm: 'Ley 99999' },
    } as const;
    const decision = file({}, provider(), { ...about, law: lawWith([amendment]) });
    expect(decision).toMatchObject({
      events: [{ data: { deadline: { lawVersion: 'pe-2026-11+1', dueOn: '2026-10-28' } } }],
    });
  });

  it.each<[string, Partial<FileClaim>]>([
    ['consumer.name', { consumer: { ...sheet().consumer, name: ' ' } }],
    ['consumer.documentNumber', { consumer: { ...sheet().consumer, documentNumber: '' } }],
    ['consumer.address', { consumer: { name: 'Rosa Quispe', documentType: 'DNI', documentNumber: '25482422' } }],
    ['detail', { detail: '\n' }],
  ])('without %s is as if it had not been presented (art. 5)', (field, change) => {
    expect(file(change)).toEqual({
      ok: false,
      refusal: { code: 'claim/not-presented', norm: 'Reglamento, art. 5', detail: { field } },
    });
  });

  it('asks for an address or an e-mail, not for both, and for no telephone', () => {
    const { email: _, ...rest } = sheet().consumer;
    const byLetter = file({ consumer: { ...rest, address: 'Jr. Puno 15, Cusco' }, responseMedium: 'letter' });
    expect(byLetter).toMatchObject({ ok: true, events: [{ data: { warnings: [] } }] });
  });

  it('goes on with an odd document, a blank request or a medium without address, and records the warning', () => {
    const consumer = {
      ...sheet().consumer,
      documentNumber: '2548242',
      guardian: { name: 'Juan Mamani', documentType: 'RUC', documentNumber: '20601234567' },
    } as const;
    const { request: _, ...blank } = sheet({ consumer, responseMedium: 'letter' });
    expect(fileClaim(provider(), blank, about)).toMatchObject({
      events: [
        {
          data: {
            warnings: [
              { field: 'consumer.documentNumber', code: 'document/dni-not-eight-digits' },
              { field: 'consumer.guardian.documentNumber', code: 'document/ruc-check-digit' },
              { field: 'consumer.address', code: 'response-medium/no-address' },
              { field: 'request', code: 'sheet/incomplete' },
            ],
          },
        },
      ],
    });
  });

  it('warns where the answer should go by an e-mail that was not given', () => {
    const { email: _, ...rest } = sheet().consumer;
    expect(filedData({ consumer: { ...rest, address: 'Jr. Puno 15, Cusco' } })?.warnings).toEqual([
      { field: 'consumer.email', code: 'response-medium/no-email' },
    ]);
  });

  it('is refused in a book that is not there, or whose provider is not', () => {
    expect(file({ bookId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({
      refusal: { code: 'book/not-found' },
    });
    expect(file({}, initialProvider)).toMatchObject({ refusal: { code: 'book/not-found' } });
  });

  it('is refused in a closed book', () => {
    const closed = provider('general', { type: 'BookClosed', data: { bookId, reason: 'Cierre del local' } });
    expect(file({}, closed)).toMatchObject({ refusal: { code: 'book/closed' } });
  });

  it('is refused a moment ahead of the clock, whatever the offset says', () => {
    expect(file({ filedAt: '2026-10-05T18:42:00.001-05:00' })).toMatchObject({
      refusal: { code: 'claim/filed-in-future' },
    });
    expect(file({ filedAt: '2026-10-05T23:42:00Z' }).ok).toBe(true);
  });

  it('is refused before the book was enforceable (DS 037-2011-PCM) and beyond the calendar', () => {
    const before = file({ filedAt: lima('2011-05-06', '23:59') });
    expect(before).toMatchObject({
      refusal: { code: 'claim/no-regime', detail: { filedOn: '2011-05-06', sector: 'general' } },
    });
    expect(file({ filedAt: lima('2011-05-07', '00:00') }).ok).toBe(true);
    const far = file({ filedAt: lima('2036-01-01') }, provider(), { law: baseLaw, now: lima('2036-01-01') });
    expect(far).toMatchObject({ refusal: { code: 'claim/no-regime' } });
  });

  it.each([
    ['general', 'reclamo', '2011-05-07', 'general-2011', '2011-06-06'],
    ['general', 'queja', '2017-05-28', 'general-2011', '2017-06-27'],
    ['general', 'reclamo', '2017-05-29', 'general-2017-05-29', '2017-06-28'],
    ['general', 'reclamo', '2022-05-20', 'general-2017-05-29', '2022-06-19'],
    ['general', 'queja', '2022-05-20', 'general-2017-05-29', '2022-06-19'],
    ['general', 'reclamo', '2022-05-21', 'general-2022-05-21', '2022-06-10'],
    ['general', 'queja', '2022-05-21', 'general-2022-05-21-queja', '2022-06-10'],
    ['general', 'reclamo', '2022-08-16', 'general-2022-05-21', '2022-09-07'],
    ['general', 'reclamo', '2022-08-17', 'general-2022-08-17', '2022-09-08'],
    ['general', 'queja', '2022-08-17', 'general-2022-08-17', '2022-09-08'],
    ['sbs', 'reclamo', '2014-12-31', 'general-2011', '2015-01-30'],
    ['sbs', 'queja', '2023-06-30', 'sbs-2015', '2023-07-30'],
    ['sbs', 'reclamo', '2023-07-03', 'sbs-2023', '2023-07-24'],
    ['osiptel', 'reclamo', '2026-10-05', 'osiptel-2015', '2026-10-16'],
    ['osiptel', 'queja', '2026-10-05', 'general-2022-08-17', '2026-10-27'],
    ['sunass', 'reclamo', '2026-10-05', 'sunass-2023-05-04', '2026-11-24'],
    ['osinergmin', 'reclamo', '2026-10-05', 'osinergmin-2015-05-23', '2026-11-17'],
    ['susalud', 'reclamo', '2026-10-05', 'susalud-2019', '2026-11-17'],
    ['ositran', 'reclamo', '2026-10-05', 'ositran-2011', '2026-10-27'],
  ] as const)('%s, %s, filed on %s: %s, due on %s', (sector, type, filedOn, regimeId, dueOn) => {
    const deadline = filedData({ type, filedAt: lima(filedOn) }, provider(sector), lima(filedOn))?.deadline;
    expect(deadline).toEqual({ regimeId, lawVersion: 'pe-2026-11', dueOn });
  });
});

describe('numbering a sheet', () => {
  const book = { bookId, firstNumber: 352, firstYear: 2026 };

  it('gives it the number of its place in the book and year', () => {
    expect(numberSheet(book, 2026, 3)).toEqual({
      ok: true,
      events: [
        { type: 'SheetNumbered', data: { bookId, year: 2026, correlative: 355, sheetNumber: '000000355-2026' } },
      ],
    });
    expect(numberSheet(book, 2027, 0)).toMatchObject({ events: [{ data: { sheetNumber: '000000001-2027' } }] });
  });

  it('is refused when nine digits are used up, and only then', () => {
    const last = { ...book, firstNumber: 999_999_999 };
    expect(numberSheet(last, 2026, 0)).toMatchObject({ events: [{ data: { sheetNumber: '999999999-2026' } }] });
    expect(numberSheet(last, 2026, 1)).toEqual({ ok: false, refusal: { code: 'book/full', detail: { year: 2026 } } });
  });

  it('never gives two places of one book and year the same number', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100_000), { maxLength: 20 }), fc.constantFrom(2026, 2027), (places, year) => {
        const numbers = places.map((place) => JSON.stringify(numberSheet(book, year, place)));
        expect(new Set(numbers).size).toBe(places.length);
      }),
    );
  });
});
