import { describe, expect, it } from 'vitest';
import { personalPaths } from '../personal.ts';
import { fieldProblems } from '../problems.ts';
import { extend, fileClaim, issueKey, offer, respond } from './bodies.ts';

const body = {
  type: 'reclamo',
  consumer: {
    name: 'Rosa Quispe Mamani',
    documentType: 'DNI',
    documentNumber: '25482422',
    email: 'rosa.quispe@correo.example',
  },
  good: { kind: 'product' },
  detail: 'La licuadora dejó de funcionar al tercer día.',
  responseMedium: 'email',
  conformity: true,
};

function problems(change: object) {
  const issues = fileClaim.safeParse({ ...body, ...change }).error?.issues ?? [];
  return issues.map(({ path, message }) => [path.join('.'), message]);
}

describe('the body of a filing', () => {
  it('needs the legal minimum and no more: no telephone, amount, description or request', () => {
    expect(problems({})).toEqual([]);
  });

  it('takes an address for an e-mail, and asks for one of them (art. 5)', () => {
    const { email: _, ...consumer } = body.consumer;
    expect(problems({ consumer: { ...consumer, address: 'Jr. Puno 315, Cusco' } })).toEqual([]);
    expect(problems({ consumer })).toEqual([['consumer.address', 'contact/missing']]);
  });

  it('asks for the guardian of a minor (Anexo I)', () => {
    const consumer = { ...body.consumer, minor: true };
    expect(problems({ consumer })).toEqual([['consumer.guardian', 'guardian/missing']]);
    expect(problems({ consumer: { ...consumer, guardian: { name: 'Juan Quispe' } } })).toEqual([]);
    expect(problems({ consumer: { ...consumer, minor: false } })).toEqual([]);
  });

  it.each([false, 'true', 1, undefined])('asks for the consumer’s agreement: %j is none (art. 4-B)', (conformity) => {
    expect(problems({ conformity })).toEqual([['conformity', 'conformity/missing']]);
  });

  it('names every wrong field at once', () => {
    const consumer = { name: '\u200b', documentType: 'CARNET', documentNumber: 'x\u0000' };
    const wrong = problems({
      type: 'consulta',
      consumer,
      detail: '\u202eovitcefed',
      good: { kind: 'nada', amount: { value: '-1', currency: 'PEN' } },
    });
    expect(wrong.toSorted()).toEqual([
      ['consumer.address', 'contact/missing'],
      ['consumer.documentNumber', 'text/control-character'],
      ['consumer.documentType', 'document-type/unknown'],
      ['consumer.name', 'text/empty'],
      ['detail', 'text/bidi-override'],
      ['good.amount.value', 'money/invalid'],
      ['good.kind', 'good-kind/unknown'],
      ['type', 'sheet-type/unknown'],
    ]);
    for (const [, code = ''] of wrong) expect(fieldProblems).toHaveProperty([code]);
  });

  it('refuses fields that it does not know, also inside', () => {
    expect(fileClaim.safeParse({ ...body, number: 5 }).success).toBe(false);
    expect(fileClaim.safeParse({ ...body, consumer: { ...body.consumer, admin: true } }).success).toBe(false);
  });

  it.each([null, undefined, 'x', 5, []])(
    'refuses %j for a body or a consumer, and says so without failing itself',
    (value) => {
      expect(fileClaim.safeParse(value).success).toBe(false);
      expect(fileClaim.safeParse({ ...body, consumer: value }).success).toBe(false);
    },
  );
});

describe('personal data in bodies', () => {
  it('are tagged as in the events that they become', () => {
    expect(personalPaths(fileClaim)).toContain('consumer.documentNumber');
    expect([offer, extend, respond, issueKey].map((schema) => personalPaths(schema))).toEqual([
      ['text'],
      ['reason', 'thirdParty'],
      ['text', 'grounds'],
      ['label'],
    ]);
  });
});
