import { newOfficialKey } from '@foja/api';
import { knownScopes } from '@foja/api/operations/indecopi.ts';
import { scopeWords } from '@foja/casefiles';
import { IndecopiGrantIssuedV1, IndecopiGrantRevokedV1 } from '@foja/contracts/events/indecopi.ts';
import { issueGrant, revokeGrant, scopesInForce } from '@foja/domain/indecopi/index.ts';
import { Command } from 'commander';
import { print, printJson, table, tell } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { parsed } from './fields.ts';

interface Options {
  readonly official?: string;
  readonly reference?: string;
  readonly ruc?: string;
  readonly book?: string;
  readonly claim?: string;
  readonly from?: string;
  readonly to?: string;
  readonly expiresAt?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `foja officials list|issue|revoke`: leave for officials of Indecopi. */
export function officialsCommand(environment: Environment): Command {
  const command = new Command('officials').description('los permisos de funcionarios de Indecopi');
  const list = new Command('list')
    .description('los permisos dados; nunca sus llaves, que nadie guarda')
    .option('--json', 'como JSON')
    .action((options: Options) => listGrants(environment, options));
  const issue = new Command('issue')
    .description('da un permiso con alcance y vencimiento, y muestra su llave una sola vez')
    .requiredOption('--official <nombre>', 'de quien lo recibe, o su cargo')
    .requiredOption('--reference <número>', 'número del expediente u oficio por el que se da')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .option('--book <id>', 'solo este libro')
    .option('--claim <id>', 'solo esta hoja')
    .option('--from <fecha>', 'solo hojas presentadas desde este día')
    .option('--to <fecha>', 'solo hojas presentadas hasta este día')
    .requiredOption('--expires-at <instante>', 'hasta cuándo vale, con zona')
    .option('--json', 'como JSON')
    .action((options: Options) => issueOne(environment, options));
  const revoke = new Command('revoke')
    .description('revoca un permiso: deja de valer desde ahora')
    .argument('<id>')
    .option('--reason <motivo>', 'por qué')
    .action((grantId: string, options: Options) => revokeOne(environment, grantId, options));
  withExamples(list, 'officials list');
  withExamples(
    issue,
    'officials issue --official "María Ficticia, GSF" --reference "Exp. 812-2026" --ruc 20999999990 --expires-at 2026-12-31T23:59:59-05:00',
  );
  withExamples(revoke, 'officials revoke 7k2m9q4x1z8w --reason "Dejó el expediente"');
  return command.addCommand(list).addCommand(issue).addCommand(revoke);
}

async function listGrants(environment: Environment, { json }: Options): Promise<void> {
  const grants = await withSession(environment, ({ commands }) => commands.officials());
  const moment = now();
  const items = grants.flatMap((state) => {
    if (state.issued === undefined) return [];
    const { secretHash: _secretHash, ...issued } = state.issued;
    return [{ ...issued, revoked: state.revoked, inForce: scopesInForce(state, moment).length > 0 }];
  });
  if (json === true) return printJson({ items });
  const rows = items.map(({ grantId, revoked, inForce, expiresAt, reference, official, scopes }) => [
    grantId,
    revoked ? 'revocado' : inForce ? 'vigente' : 'vencido',
    expiresAt,
    reference,
    official,
    scopes.map(scopeWords).join('; '),
  ]);
  for (const line of table([['PERMISO', 'ESTADO', 'VENCE', 'REFERENCIA', 'FUNCIONARIO', 'ALCANCE'], ...rows]))
    print(line);
}

async function issueOne(environment: Environment, options: Options): Promise<void> {
  const { official, reference, ruc, book: bookId, claim: claimId, from: filedFrom, to: filedTo, expiresAt } = options;
  const limits = Object.fromEntries(
    Object.entries({ ruc, bookId, claimId, filedFrom, filedTo }).filter(([, limit]) => limit !== undefined),
  );
  const schema = IndecopiGrantIssuedV1.omit({ grantId: true, secretHash: true });
  const about = parsed(schema, { official, reference, scopes: [limits], expiresAt }, optionOf);
  const { key, keyId: grantId, secretHash } = newOfficialKey();
  await withSession(environment, async ({ commands }) => {
    const known = await knownScopes(about.scopes, commands);
    const grant = { ...about, grantId, secretHash };
    const isKnown = (scope: (typeof about.scopes)[number]) => known.has(scope);
    accepted(
      await commands.onOfficial(
        grantId,
        (state, around) => issueGrant(state, grant, { ...around, isKnown }),
        operator(),
      ),
    );
  });
  if (options.json === true) return printJson({ grantId, ...about, key });
  tell('Guárdela ahora: no se vuelve a mostrar.');
  print(key);
}

const OPTIONS: Readonly<Record<string, string>> = {
  'scopes.0.ruc': '--ruc',
  'scopes.0.bookId': '--book',
  'scopes.0.claimId': '--claim',
  'scopes.0.filedFrom': '--from',
  'scopes.0.filedTo': '--to',
  expiresAt: '--expires-at',
};

function optionOf(field: string): string {
  return OPTIONS[field] ?? `--${field}`;
}

async function revokeOne(environment: Environment, grantId: string, options: Options): Promise<void> {
  const { reason } = parsed(IndecopiGrantRevokedV1.pick({ reason: true }), { reason: options.reason }, optionOf);
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onOfficial(grantId, (state) => revokeGrant(state, reason), operator()));
  });
  print(`Revocado: ${grantId}`);
}
