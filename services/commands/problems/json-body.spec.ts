import { describe, expect, test } from 'vitest';
import { parseJsonBody } from './json-body.ts';
import { Problem } from './problem.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
}

/** The fields that the problem names, after its code. */
function blamed(text: string): string[] {
  try {
    parse(text);
    return ['accepted'];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.code, ...(error.more.errors ?? []).map(({ field, code }) => `${field} ${code}`)];
  }
}

describe('a JSON body', () => {
  test('is parsed as JSON is', () => {
    const text = '{"a":[1,{"b":"x"},{"b":"y"}],"c":{"a":null},"d":"{\\"a\\":1,\\"a\\":2}","e":"\\\\"}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  test('may be empty: nothing was sent', () => {
    expect(parse('')).toBeUndefined();
  });

  test.each([
    ['{"a":1,"a":2}'],
    ['{"a":{"b":1,"b":1}}'],
    ['{"a":1,"\\u0061":2}'],
    ['[{"x":1},{"x":1,"y":[{}],"x":2}]'],
    ['{"a\\"":1,"b":"\\\\","a\\"":2}'],
  ])('%s repeats a key', (text) => {
    expect(codeOf(() => parse(text))).toBe('request/duplicate-key');
  });

  test.each([
    ['{"__proto__":{"admin":true}}'],
    ['{"a":{"constructor":{"prototype":{"admin":true}}}}'],
    ['{"\\u005f_proto__":1}'],
    ['{"prototype":1}'],
  ])('%s uses a key that could reach a prototype', (text) => {
    expect(codeOf(() => parse(text))).toBe('request/forbidden-key');
  });

  test.each([
    ['{"type":"reclamo","type":"queja"}', ['type']],
    ['{"a":{"b":1,"b":1}}', ['a.b']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['[{"x":1},{"x":1,"y":[{}],"x":2}]', ['1.x']],
    ['{"a":[[1,2],[{"k":1,"k":"k"}]],"a":[],"a":"a"}', ['a.1.0.k', 'a']],
    ['{"x":{"a":1},"y":{"a":1,"a":2},"v":"a\\":1,\\"a"}', ['y.a']],
    ['{"" : 1 , "" : 2}', ['']],
    ['{"\\u0000\\u202e":1,"\\u0000\\u202e":2}', ['��']],
  ])('%s is told which key it repeats', (text, fields) => {
    expect(blamed(text)).toEqual(['request/duplicate-key', ...fields.map((field) => `${field} field/repeated`)]);
  });

  test.each([
    ['{"__proto__":{"admin":true}}', ['__proto__']],
    [
      '{"a":[{"constructor":{"prototype":1}}],"b":{"prototype":1}}',
      ['a.0.constructor', 'a.0.constructor.prototype', 'b.prototype'],
    ],
    ['{"\\u005f_proto__":1,"x":1,"x":2}', ['__proto__']],
  ])('%s is told which key is not allowed', (text, fields) => {
    expect(blamed(text)).toEqual(['request/forbidden-key', ...fields.map((field) => `${field} field/forbidden`)]);
  });

  test('is told so many of its keys, shortened, and none of its values', () => {
    const keys = Array.from({ length: 500 }, (_, n) => `"k${n}":"secreto"`).join(',');
    expect(blamed(`{${keys},${keys}}`)).toHaveLength(101);
    expect(blamed(`{${keys},${keys}}`).join()).not.toContain('secreto');
    const long = 'x'.repeat(5_000);
    expect(blamed(`{"${long}":1,"${long}":2}`)[1]).toHaveLength(60 + ' field/repeated'.length);
  });

  test('that hides how deep it is behind a repeated key is no deeper for it', () => {
    expect(blamed(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"a":1}`)).toEqual(['request/malformed']);
  });

  test.each([['{"a":NaN}'], ['{'], ['{"a":1,}'], ["{'a':1}"], ['{"a":1e}'], ['\u0000'], ['{"a":"\n"}']])(
    '%j is no JSON',
    (text) => {
      expect(codeOf(() => parse(text))).toBe('request/broken-json');
    },
  );

  test('of invalid UTF-8 is no JSON', () => {
    expect(codeOf(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x28, 0x22])))).toBe('request/broken-json');
  });

  test('may not nest deeper than any body of ours', () => {
    expect(codeOf(() => parse(`${'['.repeat(16)}${']'.repeat(16)}`))).toBe('accepted');
    expect(codeOf(() => parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBe('request/malformed');
  });

  test('of hostile quotes and backslashes takes no longer than its length', () => {
    const text = JSON.stringify({ a: '\\"'.repeat(60_000), b: '\\'.repeat(60_000) });
    const begun = performance.now();
    parse(text);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
