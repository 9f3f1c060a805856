import type { Shape } from './histories.ts';

/** Claims one after another, with every kind of step somewhere among them; always the same. */
export function manyShapes(count: number, from = 0): Shape[] {
  return Array.from({ length: count }, (_, offset) => {
    const n = from + offset;
    return {
      book: n % 3,
      day: (n * 7) % 400,
      queja: n % 4 === 0,
      detail: DETAILS[n % DETAILS.length] ?? '',
      steps: [n % 10, (n * 3) % 10, (n * 7 + 4) % 10, (n + 5) % 10].slice(0, n % 5),
    };
  });
}

const DETAILS = [
  'Cobraron dos veces la habitación.',
  'La licuadora no enciende.',
  'Pésima atención en caja 😡',
  'Me vendieron zapatos de tallas distintas.',
];
