import { readFileSync } from 'node:fs';
import specs from '@asyncapi/specs';
import { asyncApiDocument } from '@foja/contracts/integration/asyncapi.ts';
import { messages } from '@foja/contracts/integration/catalogue.ts';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

const document = asyncApiDocument('1.2.3');

describe('the AsyncAPI document', () => {
  it('follows the official schema of AsyncAPI 3.0', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...document, channels: [] })).toBe(false);
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.length).toBeGreaterThan(100);
    for (const ref of new Set(refs)) expect(at(document, ref), ref).toBeDefined();
  });

  it('describes every message by a JSON Schema that takes its golden sample, and nothing more', () => {
    const ajv = new Ajv({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ $id: 'asyncapi', ...document });
    for (const { type } of messages) {
      const folder = new URL('../../contracts/integration/samples/', import.meta.url);
      const sample = JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8'));
      const validate = ajv.compile({ $ref: `asyncapi#/components/schemas/${type}` });
      expect(validate(sample), `${type} ${JSON.stringify(validate.errors)}`).toBe(true);
      expect(validate({ ...sample, unheardOf: 1 }), type).toBe(false);
    }
  });
});

function at(root: unknown, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}
