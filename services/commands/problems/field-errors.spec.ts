import { fieldProblems } from '@foja/contracts';
import { fileClaim } from '@foja/contracts/http/bodies.ts';
import { describe, expect, test } from 'vitest';
import { fieldErrors } from './field-errors.ts';

const good = {
  type: 'reclamo',
  consumer: { name: 'Rosa', documentType: 'DNI', documentNumber: '01234567', email: 'rosa@correo.example' },
  good: { kind: 'product' },
  detail: 'No enciende',
  responseMedium: 'email',
  conformity: true,
};

function errorsOf(body: unknown) {
  const result = fileClaim.safeParse(body);
  return result.success ? [] : fieldErrors(result.error, body);
}

describe('the errors of a body', () => {
  test('are none where it is right', () => {
    expect(errorsOf(good)).toEqual([]);
  });

  test('name every field that is missing, once', () => {
    expect(errorsOf({})).toEqual([
      { field: 'type', code: 'field/required' },
      { field: 'consumer', code: 'field/required' },
      { field: 'good', code: 'field/required' },
      { field: 'detail', code: 'field/required' },
      { field: 'responseMedium', code: 'field/required' },
      { field: 'conformity', code: 'conformity/missing' },
    ]);
  });

  test('tell missing contact and guardian though other fields are wrong too', () => {
    const { email: _email, ...consumer } = good.consumer;
    expect(errorsOf({ ...good, detail: 7, consumer: { ...consumer, minor: true } })).toEqual([
      { field: 'detail', code: 'field/type' },
      { field: 'consumer.address', code: 'contact/missing' },
      { field: 'consumer.guardian', code: 'guardian/missing' },
    ]);
  });

  test('name unknown fields, cleaned of what is no text', () => {
    expect(errorsOf({ ...good, 'bo\u0000rra\u202e': 1, consumer: { ...good.consumer, dni: 'x'.repeat(9) } })).toEqual([
      { field: 'consumer.dni', code: 'field/unknown' },
      { field: 'bo�rra�', code: 'field/unknown' },
    ]);
  });

  test('say what is wrong with a value, and never the value', () => {
    const amounts = ['-1', '1e3', '1.234', 'NaN', '01', ''];
    for (const value of amounts) {
      expect(errorsOf({ ...good, good: { kind: 'product', amount: { value, currency: 'PEN' } } })).toEqual([
        { field: 'good.amount.value', code: 'money/invalid' },
      ]);
    }
    expect(errorsOf({ ...good, good: { kind: 'product', amount: { value: 249.9, currency: 'XXX' } } })).toEqual([
      { field: 'good.amount.value', code: 'field/type' },
      { field: 'good.amount.currency', code: 'money/currency' },
    ]);
  });

  test('only use codes that have words', () => {
    const bad = {
      ...good,
      type: 'x',
      detail: 'a\u0000\ud800\u202e',
      consumer: [],
      responseMedium: 1,
      conformity: 'sí',
    };
    for (const { code } of errorsOf(bad)) expect(Object.keys(fieldProblems)).toContain(code);
    expect(errorsOf([])).toEqual([{ field: '(body)', code: 'field/type' }]);
  });
});
