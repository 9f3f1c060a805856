import { describe, expect, it } from 'vitest';
import { PARTS, partsOf } from './parts.ts';

const shared = { databaseUrl: 'postgres://foja@db/foja', publicUrl: 'https://libro.example' };

describe('foja start --only', () => {
  it('is every part where nothing is said, also on the embedded server', () => {
    expect([...partsOf(undefined, { databaseUrl: undefined, publicUrl: undefined })]).toEqual(PARTS);
  });

  it('takes parts by commas', () => {
    expect([...partsOf('api', shared)]).toEqual(['api']);
    expect([...partsOf('mail, sealer,mail', shared)]).toEqual(['mail', 'sealer']);
  });

  it.each(['', 'web', 'api,', 'API'])('names what is no part: %j', (only) => {
    expect(() => partsOf(only, shared)).toThrow(/^--only: «.*» no es una parte; son api, projections, sealer/);
  });

  it('needs a database, and an address, in common', () => {
    expect(() => partsOf('api', { ...shared, databaseUrl: undefined })).toThrow('DATABASE_URL');
    expect(() => partsOf('api', { ...shared, publicUrl: undefined })).toThrow('PUBLIC_URL');
  });
});
