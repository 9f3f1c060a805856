import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldProblems, problems } from './problems.ts';

const house = new URL('../', import.meta.url);

/** Codes that the domain gives with an event as a warning: they refuse nothing. */
const warnings = /^(?:document|response-medium|sheet)\/|^response\/other-medium$/;

/** Refusals that no rule of the domain gives: about the request, who sends it, and the house itself. */
const apiOnly =
  /^(?:request|idempotency|precondition|concurrency|read|cursor|document|auth|resource|server|sirec|login|session|upload|widget|ledger|export|feed)\/|^claim\/not-(?:found|numbered)$|^webhook\/(?:insecure|beyond-head)$/;

/** Not the client's fault: the same request may be answered later. */
const waits = /^(?:server|document)\/|^read\/behind$/;

describe('the table of problems', () => {
  const refusals = codesIn('domain').filter((code) => !warnings.test(code));

  it('has every refusal of the domain', () => {
    expect(refusals.filter((code) => !Object.hasOwn(problems, code))).toEqual([]);
    expect(refusals.length).toBeGreaterThan(30);
  });

  it('has nothing that nobody refuses by', () => {
    const unused = Object.keys(problems).filter((code) => !refusals.includes(code) && !apiOnly.test(code));
    expect(unused).toEqual([]);
  });

  it('answers with a status that means a refusal', () => {
    for (const [code, { status }] of Object.entries(problems)) {
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(status, code).toBeLessThan(600);
      if (!waits.test(code)) expect(status, code).toBeLessThan(500);
    }
  });

  it('has every code by which a schema here refuses a field', () => {
    const used = codesIn('contracts', /(?:error|message): '([a-z0-9-]+\/[a-z-]+)'/g);
    expect(used.filter((code) => !Object.hasOwn(fieldProblems, code))).toEqual([]);
    expect(used.length).toBeGreaterThan(20);
  });
});

describe.each([
  ['problem', Object.entries(problems)],
  ['field', Object.entries(fieldProblems)],
] as const)('titles of a %s', (_, table) => {
  it.each(table)('%s', (code, { es, en }) => {
    expect(code).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
    expect(es).not.toBe(en);
    for (const title of [es, en]) {
      expect(title, title).toMatch(/^[A-ZÁÉÍÓÚ]/);
      expect(title, title).not.toMatch(/[.\s]$|\s{2}|\$\{/);
      expect(title.normalize('NFC')).toBe(title);
    }
    expect(en, 'English in ASCII').toMatch(/^[ -~]*$/);
    expect(es.match(unaccented)?.[0], 'a word that lost its accent').toBeUndefined();
  });
});

describe('the check of accents', () => {
  it.each(['La direccion', 'Numero invalido', 'El plazo termino', 'Aun no', 'ya fue atendido asi', 'un dia'])(
    'finds %j',
    (text) => {
      expect(unaccented.test(text)).toBe(true);
    },
  );
});

/** Words of these titles, and their kind, as they look without their accent. */
const unaccented = new RegExp(
  `(?<![\\p{L}])(?:${[
    '\\p{L}+[cs]ion',
    'numeros?',
    'codigos?',
    'dias?',
    'aun',
    'asi',
    'mas',
    'tambien',
    'segun',
    'despues',
    'ningun',
    'algun',
    'tramites?',
    'paginas?',
    'maximos?',
    'minimos?',
    'digitos?',
    'valid[oa]s?',
    'invalid[oa]s?',
    'electronic[oa]s?',
    'linea',
    'contrasena',
    'articulos?',
    'razon',
    'regimen',
    'ultim[oa]s?',
    'unic[oa]s?',
    'termino',
    'cambio',
    'agoto',
    'vencio',
    'tardo',
    'fallo',
    'encontro',
    'eligio',
    'guardo',
    'repitio',
    'perdon',
    'sesion',
    'telefono',
    'juridic[oa]s?',
    'publico',
    'companias?',
    'vacio',
    'vacia',
  ].join('|')})(?![\\p{L}])`,
  'iu',
);

/** Codes that stand as literals in a package's own sources. */
function codesIn(workspace: string, form = /'([a-z-]+\/[a-z][a-z-]+)'/g): string[] {
  const folder = new URL(`${workspace}/`, house);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.includes('node_modules'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return [...new Set(sources.flatMap((source) => [...source.matchAll(form)].map(([, code = '']) => code)))];
}
