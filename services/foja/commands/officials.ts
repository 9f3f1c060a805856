import { newOfficialKey } from '@foja/api';
import { knownScopes } from '@foja/api/operations/indecopi.ts';
import { scopeWords } from '@foja/casefiles';
import { IndecopiGrantIssuedV1, IndecopiGrantRevokedV1 } from '@foja/contracts/events/indecopi.ts';
import { issueGrant, revokeGrant, scopesInForce } from '@foja/domain/indecopi/index.ts';
import { openPool } from '@foja/ledger';
import { openOfficialIdentities } from '@foja/web/indecopi/identities.ts';
import { Command } from 'commander';
import { inLima } from '../output/dates.ts';
import { print, printJson, table, tell } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
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
  readonly email?: string;
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
  const account = new Command('account')
    .description('dice a quién pertenece un permiso, por su correo, para que entre con la cuenta de su organización')
    .argument('<id>')
    .requiredOption('--email <correo>', 'que su organización haya verificado')
    .action((grantId: string, options: Options) => nameAccount(environment, grantId, options));
  withExamples(account, 'officials account 7k2m9q4x1z8w --email maria@indecopi.example');
  withExamples(list, 'officials list');
  withExamples(
    issue,
    'officials issue --official "María Ficticia, GSF" --reference "Exp. 812-2026" --ruc 20999999990 --expires-at 2026-12-31T23:59:59-05:00',
  );
  withExamples(revoke, 'officials revoke 7k2m9q4x1z8w --reason "Dejó el expediente"');
  return command.addCommand(list).addCommand(issue).addCommand(account).addCommand(revoke);
}

async function nameAccount(environment: Environment, grantId: string, { email = '' }: Options): Promise<void> {
  if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new Stop('--email: debe ser un correo', 'wrong-use');
  await withSession(environment, async ({ commands, appUrl }) => {
    const { issued, revoked } = await commands.official(grantId, { fresh: true });
    if (issued === undefined || revoked) throw new Stop(`${grantId}: no es un permiso vigente`, 'refused');
    const pool = openPool(appUrl, { applicationName: 'foja officials', max: 1 });
    try {
      await (await openOfficialIdentities(pool)).name(grantId, email);
    } finally {
      await pool.end();
    }
  });
  print(`El permiso ${grantId} se abre ahora también con la cuenta de su organización, en /indecopi`);
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
    inLima(expiresAt),
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
