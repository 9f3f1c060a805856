import { expect, it } from 'vitest';
import { filesLine } from './words.ts';

it('tells the files that were only named apart from those that were read', () => {
  expect(filesLine({ files: 3, namedOnly: 0 })).toBe('3 leídos y comprobados');
  expect(filesLine({ files: 3, namedOnly: 2 })).toBe(
    '3 leídos y comprobados; 2 solo citados por su huella: sus bytes nunca se entregaron aquí',
  );
});
