import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachedName, folderOf, plainName } from './names.ts';

it.each([
  ['WEB-01', 'WEB-01'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\..\\windows', 'windows'],
  ['=HYPERLINK("x")', 'HYPERLINK-x'],
  ['Tienda Ñandú', 'Tienda-Nandu'],
  ['<script>', 'script'],
  ['....', 'sin-nombre'],
  ['', 'sin-nombre'],
  ['日本', 'sin-nombre'],
])('%j becomes %s', (text, name) => expect(plainName(text)).toBe(name));

it('is one harmless name, whatever was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const name = plainName(text);
      expect(name).toMatch(/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/);
      expect(name).not.toContain('..');
      expect(name.length).toBeLessThanOrEqual(60);
    }),
  );
});

it('names what was attached by its place, its party and what it is', () => {
  expect(attachedName(3, 'consumidor', 'boleta de venta.PDF', 'application/pdf')).toBe(
    '03-consumidor-boleta-de-venta.pdf',
  );
  expect(attachedName(1, 'proveedor', '../x.exe', 'image/png')).toBe('01-proveedor-x.png');
});

it('keeps books apart whose codes look alike as names', () => {
  const claim = { ruc: '20999999990', claimId: 'c', sheetNumber: '000000001-2026' };
  const one = folderOf({ ...claim, bookCode: 'A/1', bookId: 'aaaaaaaa-0000' });
  const two = folderOf({ ...claim, bookCode: 'A-1', bookId: 'bbbbbbbb-0000' });
  expect(one).toBe('hojas/20999999990/A-1-aaaaaaaa/000000001-2026');
  expect(two).toBe('hojas/20999999990/A-1-bbbbbbbb/000000001-2026');
});
