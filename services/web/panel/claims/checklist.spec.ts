import type { ClaimState } from '@foja/domain/claim/index.ts';
import { describe, expect, it } from 'vitest';
import { type Draft, partsOf, pointsOf, remarksOn } from './checklist.ts';

const claim = {
  filed: {
    request: 'Que me cambien la licuadora. Que me devuelvan el costo del envío.',
    detail: 'No enciende.',
    responseMedium: 'email',
    consumer: { name: 'Rosa', documentType: 'DNI', documentNumber: '01234567', email: 'rosa@correo.example' },
  },
  dueOn: '2026-10-27',
} as unknown as ClaimState;
const draft: Draft = {
  outcome: 'accepted',
  medium: 'email',
  text: 'Le cambiaremos la licuadora el lunes 12 y le devolveremos los S/ 15 del envío a la tarjeta con que pagó.',
};
const said = (changes: Partial<Draft>, today = '2026-10-20') =>
  remarksOn(claim, { ...draft, ...changes }, { today }).map(({ texto }) => texto);

describe('the points of a request', () => {
  it.each([
    ['Cambio del producto.', ['Cambio del producto']],
    [
      'Que me cambien la licuadora. Que me devuelvan el envío.',
      ['Que me cambien la licuadora', 'Que me devuelvan el envío'],
    ],
    ['1. Cambio 2. Devolución del envío', ['Cambio', 'Devolución del envío']],
    ['- cambio\n- disculpas', ['cambio', 'disculpas']],
    ['Pido S/ 1.50 de vuelta', ['Pido S/ 1.50 de vuelta']],
  ])('%s', (request, parts) => {
    expect(partsOf(request)).toEqual(parts);
  });

  it('are at most twelve, and none is left out', () => {
    const parts = partsOf(Array.from({ length: 40 }, (_, n) => `pedido número ${n}`).join('\n'));
    expect(parts).toHaveLength(12);
    expect(parts.at(-1)).toContain('pedido número 11; pedido número 12');
  });

  it('are each ticked, and the grounds where something is refused', () => {
    expect(pointsOf(claim, draft).map(({ id }) => id)).toEqual(['punto-1', 'punto-2', 'sin-pago', 'medio']);
    expect(pointsOf(claim, { ...draft, outcome: 'refused' }).map(({ id }) => id)).toContain('fundamento');
  });
});

describe('remarks on an answer', () => {
  it('find nothing in a good one', () => {
    expect(said({})).toEqual(['No se ve nada que corregir en el texto.']);
  });

  it('say that nobody sends an e-mail where there is no mail server', () => {
    const here = remarksOn(claim, draft, { today: '2026-10-20', mailStaysHere: true }).map(({ texto }) => texto);
    expect(here.join()).toContain('Aquí no hay un servidor de correo');
    expect(
      remarksOn(claim, { ...draft, medium: 'letter' }, { today: '2026-10-20', mailStaysHere: true })
        .map(({ texto }) => texto)
        .join(),
    ).not.toContain('servidor de correo');
  });

  it.each([
    'Procederemos previo pago de la revisión técnica, según la tabla de precios de nuestra tienda en la avenida.',
    'Atenderemos su pedido una vez que usted cancele la deuda, como corresponde a nuestra política de la casa.',
    'Deberá abonar S/ 30 antes de que revisemos su equipo en el taller de la tienda en la que lo compró usted.',
  ])('see a condition of payment: %s', (text) => {
    expect(said({ text }).join()).toContain('art. 24.3');
  });

  it('see missing grounds, another medium, a late answer', () => {
    expect(said({ outcome: 'refused' }).join()).toContain('Falta el fundamento');
    expect(said({ medium: 'letter' }).join()).toContain('No dejó domicilio');
    expect(said({}, '2026-10-28').join()).toContain('fuera de plazo');
  });
});
