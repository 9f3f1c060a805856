import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARTS } from 'foja/background/parts.ts';
import { settingNames } from 'foja/settings.ts';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

// What ops/ says of the product, held against the product: nothing here can run a container.

const ops = join(import.meta.dirname, '..', '..', 'ops');
const read = (...path: string[]) => readFileSync(join(ops, ...path), 'utf8');

interface Container {
  readonly image?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
}

/** The parts that `--only` names in a container's arguments. */
function partsOf(args: readonly string[] = []): string[] {
  return (args[args.indexOf('--only') + 1] ?? '').split(',');
}

describe('the compose file', () => {
  const { services, volumes } = parse(read('compose', 'compose.yaml'), { merge: true }) as {
    readonly services: Readonly<Record<string, Container>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const foja = Object.values(services).filter(({ image }) => image?.startsWith('foja:') === true);

  it('sets only what Foja reads, and every password from outside', () => {
    for (const { environment } of foja) {
      for (const [name, value] of Object.entries(environment ?? {})) {
        expect(settingNames).toContain(name);
        if (/PASSWORD|_KEY$|SECRET/.test(name)) expect(value).toMatch(/^\$\{\w+:\?/);
      }
    }
    const asked = [...read('compose', 'compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    for (const name of asked) expect(read('compose', 'example.env')).toMatch(new RegExp(`^${name}=$`, 'm'));
  });

  it('has every part of the house done, and waits for engines that say when they are well', () => {
    expect(new Set(foja.flatMap(({ command }) => partsOf(command)))).toEqual(new Set(PARTS));
    for (const { depends_on: engines = {} } of foja) {
      expect(Object.keys(engines).sort()).toEqual(['eventstore', 'kafka', 'minio', 'postgres']);
      for (const name of Object.keys(engines)) expect(services[name]?.healthcheck, name).toBeDefined();
    }
  });

  it('names images by version, and volumes that there are', () => {
    for (const [name, { image = '', volumes: mounted = [] }] of Object.entries(services)) {
      if (!image.startsWith('foja:')) expect(image, name).toMatch(/:[\w.-]*\d[\w.-]*$/);
      for (const volume of mounted) expect(volumes).toHaveProperty(volume.split(':')[0] ?? '');
    }
  });
});

describe('the manifests', () => {
  interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
    readonly spec: {
      readonly selector: { readonly matchLabels?: unknown };
      readonly template: {
        readonly metadata: { readonly labels: Readonly<Record<string, string>> };
        readonly spec: {
          readonly containers: readonly (Container & {
            readonly securityContext: unknown;
            readonly livenessProbe: unknown;
          })[];
          readonly securityContext: { readonly runAsNonRoot: boolean };
        };
      };
    };
  }
  const documents = parseAllDocuments(read('kubernetes', 'foja.yaml'));
  const manifests = documents.map((document) => document.toJS() as Manifest);
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');

  it('are well-formed, and named', () => {
    for (const document of documents) expect(document.errors).toEqual([]);
    for (const { apiVersion, kind, metadata } of manifests) {
      expect(apiVersion, kind).toMatch(/^(?:[a-z.0-9]+\/)?v\d$/);
      expect(metadata.name).toMatch(/^[a-z][a-z-]*$/);
    }
  });

  it('have every part of the house done, by pods that are not root and can be asked how they are', () => {
    const containers = deployments.flatMap(({ spec }) => spec.template.spec.containers);
    expect(new Set(containers.flatMap(({ args }) => partsOf(args)))).toEqual(new Set(PARTS));
    for (const { spec } of deployments) {
      expect(spec.template.spec.securityContext.runAsNonRoot).toBe(true);
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels as object);
    }
    for (const { securityContext, livenessProbe } of containers) {
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
      expect(livenessProbe).toMatchObject({ httpGet: { path: '/healthz' } });
    }
  });

  it('set only what Foja reads', () => {
    const config = manifests.find(({ kind }) => kind === 'ConfigMap');
    for (const name of Object.keys(config?.data ?? {})) expect(settingNames).toContain(name);
    const secret = /The secret holds ([^#]*(?:\n# [^\n]*)*)/.exec(read('kubernetes', 'foja.yaml'))?.[1] ?? '';
    const named = secret.match(/\b[A-Z][A-Z0-9_]{5,}\b/g) ?? [];
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(settingNames).toContain(name);
  });
});

describe('the image', () => {
  const dockerfile = read('container', 'Dockerfile');

  it('holds every workspace, is not root, and can be asked how it is', () => {
    for (const folder of readdirSync(join(ops, '..', 'services'))) {
      if (!existsSync(join(ops, '..', 'services', folder, 'package.json'))) continue;
      expect(dockerfile).toContain(`COPY services/${folder}/package.json services/${folder}/`);
    }
    expect(dockerfile).toMatch(/^USER 10001:10001$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    const { dependencies, scripts } = JSON.parse(readFileSync(join(ops, '..', 'package.json'), 'utf8'));
    expect(dockerfile).toContain(`FROM node:${dependencies.node}-`);
    for (const flag of scripts.start.match(/--max-[\w-]+=\d+/g)) expect(dockerfile).toContain(`"${flag}"`);
  });
});

describe('the monitoring', () => {
  /** Every metric that some source of the product names. */
  const registered = new Set(
    readdirSync(join(ops, '..', 'services'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .flatMap((file) => readFileSync(join(ops, '..', 'services', file), 'utf8').match(/'foja_[a-z_]+'/g) ?? [])
      .map((quoted) => quoted.slice(1, -1)),
  );
  const metricsIn = (expression: string) =>
    (expression.match(/foja_[a-z_]+/g) ?? []).map((name) => name.replace(/_(?:bucket|count|sum)$/, ''));

  const { groups } = parse(read('monitoring', 'alerts.yaml')) as {
    readonly groups: readonly {
      readonly rules: readonly {
        readonly alert: string;
        readonly expr: string;
        readonly labels: { readonly severity: string };
        readonly annotations: Readonly<Record<string, string>>;
      }[];
    }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it('alerts on metrics there are, each with a runbook that says where to look and what to do', () => {
    expect(rules.length).toBeGreaterThan(8);
    for (const { alert, expr, labels, annotations } of rules) {
      for (const metric of metricsIn(expr)) expect(registered, alert).toContain(metric);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations['runbook_url']).toBe(`ops/runbooks/${alert}.md`);
      const runbook = read('runbooks', `${alert}.md`);
      for (const part of ['**What.**', '**What it does to people.**', '**Look.**', '**Do.**'])
        expect(runbook).toContain(part);
    }
    const known = rules.map(({ alert }) => `${alert}.md`);
    for (const file of readdirSync(join(ops, 'runbooks'))) expect(known).toContain(file);
  });

  it('draws metrics there are', () => {
    const { panels } = JSON.parse(read('monitoring', 'grafana-dashboard.json')) as {
      readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
    };
    const drawn = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
    for (const metric of drawn) expect(registered).toContain(metric);
    for (const metric of registered) {
      const measured = rules.some(({ expr }) => metricsIn(expr).includes(metric)) || drawn.includes(metric);
      if (/^foja_(?:ledger|seal|feed|projection|filing|mails|http|part)/.test(metric))
        expect(measured, metric).toBe(true);
    }
  });
});
