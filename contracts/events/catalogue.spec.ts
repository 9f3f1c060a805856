import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isEventType, parseStored, trustStored, UnreadableEvent } from './catalogue.ts';
import { latestOf, readVersion } from './stored.ts';

/** An event three versions long: `cents` became a decimal string, then money with its currency. */
const paid = {
  type: 'Paid',
  schemas: {
    1: z.strictObject({ cents: z.int() }),
    2: z.strictObject({ value: z.string() }),
    3: z.strictObject({ value: z.string(), currency: z.enum(['PEN', 'USD']) }),
  },
  upcasters: {
    1: (data: unknown) => ({ value: ((data as { cents: number }).cents / 100).toFixed(2) }),
    2: (data: unknown) => ({ ...(data as { value: string }), currency: 'PEN' }),
  },
};

describe('an old event', () => {
  it.each([
    [1, { cents: 24_990 }],
    [2, { value: '249.90' }],
    [3, { value: '249.90', currency: 'PEN' }],
  ])('of version %i is read as the latest', (version, data) => {
    expect(latestOf(paid.schemas)).toBe(3);
    expect(readVersion(paid, version, data)).toEqual({ value: '249.90', currency: 'PEN' });
  });

  it('is judged by the schema of its own version', () => {
    expect(() => readVersion(paid, 1, { value: '249.90' })).toThrow('Paid v1 does not follow its schema at: cents');
  });

  it('is unreadable without its upcaster, or with one whose work the latest schema refuses', () => {
    const { 2: step } = paid.upcasters;
    expect(() => readVersion({ ...paid, upcasters: { 2: step } }, 1, { cents: 1 })).toThrow('no upcaster from Paid v1');
    const wrong = { ...paid.upcasters, 2: () => ({ value: '1.00', currency: 'SOLES' }) };
    expect(() => readVersion({ ...paid, upcasters: wrong }, 1, { cents: 1 })).toThrow(
      'Paid v3 does not follow its schema at: currency',
    );
  });
});

describe('an attached file of before anybody wrote down whether its bytes are kept', () => {
  const sha256 = 'a'.repeat(64);
  const file = { fileName: 'boleta.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256 };
  const id = '5a8a9a0e-1c53-4d3f-9a43-7d0d9d0f6b21';
  it.each([
    ['EvidenceAttached', 1, { evidenceId: id, by: 'consumer', ...file }],
    ['DescargosAttached', 1, { descargosId: id, ...file }],
    ['DescargosAttached', 2, { descargosId: id, ...file }],
  ])('%s v%i: nobody knows, however it is read', (type, version, data) => {
    expect(parseStored(type, version, data).data).toEqual({ ...data, bytes: 'unknown' });
    expect(trustStored(type, version, data).data).toEqual({ ...data, bytes: 'unknown' });
  });
});

describe('a stored event that nothing here can read', () => {
  it.each([
    ['an unknown type', 'ClaimWithdrawn', 1, {}],
    ['a type of the language’s own', 'constructor', 1, {}],
    ['a type of the language’s own', '__proto__', 1, {}],
    ['version 0', 'ClaimViewed', 0, {}],
    ['a later version', 'ClaimViewed', 2, {}],
    ['half a version', 'ClaimViewed', 1.5, {}],
    ['no data', 'ClaimViewed', 1, undefined],
    ['a list for data', 'ClaimViewed', 1, []],
    ['a field too many', 'ClaimViewed', 1, { by: 'Rosa' }],
  ])('%s is refused', (_, type, version, data) => {
    expect(() => parseStored(type, version, data)).toThrow(UnreadableEvent);
  });

  it('is told by its fields, never by their values', () => {
    const data = { requestNumber: 'Rosa Quispe', reference: 'x\u0000Rosa Quispe', medium: 'Rosa Quispe' };
    const refusal = () => parseStored('IndecopiCopyRequested', 1, data);
    expect(refusal).toThrow(/at: requestNumber, reference, \(whole\)$/);
    expect(refusal).not.toThrow(/Rosa/);
  });

  it('is no event type by inheritance', () => {
    expect(['ClaimFiled', 'toString', 'hasOwnProperty'].map(isEventType)).toEqual([true, false, false]);
  });
});
