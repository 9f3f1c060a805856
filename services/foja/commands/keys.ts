import { newKey } from '@foja/api/api-key.ts';
import { keyRole } from '@foja/contracts/events/provider.ts';
import { issueKey } from '@foja/contracts/http/bodies.ts';
import { ofProvider } from '@foja/contracts/http/parameters.ts';
import * as provider from '@foja/domain/provider/index.ts';
import { Command, Option } from 'commander';
import { inLima } from '../output/dates.ts';
import { print, printJson, table, tell } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly ruc: string;
  readonly json?: boolean;
}

/** `foja keys list|issue|revoke`. */
export function keysCommand(environment: Environment): Command {
  const command = new Command('keys').description('las llaves de acceso de un proveedor');
  const list = new Command('list')
    .description('las llaves de un proveedor; nunca sus secretos, que nadie guarda')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .option('--json', 'como JSON')
    .action((options: Options) => listKeys(environment, options));
  const issue = new Command('issue')
    .description('emite una llave y la muestra una sola vez')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .addOption(new Option('--role <rol>', 'qué permite').choices(keyRole.options).makeOptionMandatory())
    .requiredOption('--label <etiqueta>', 'para quién o para qué es')
    .option(
      '--expires-at <instante>',
      `hasta cuándo vale, con zona; sin decirlo, la de Indecopi vale ${provider.OFFICIAL_KEY_DAYS} días, y las demás, hasta que se revoquen`,
    )
    .option('--json', 'como JSON')
    .action((options: Options) => issueOne(environment, options));
  const revoke = new Command('revoke')
    .description('revoca una llave: deja de valer desde ahora')
    .argument('<keyId>')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .action((keyId: string, options: Options) => revokeOne(environment, keyId, options));
  withExamples(list, 'keys list --ruc 20999999990');
  withExamples(issue, 'keys issue --ruc 20999999990 --role respondent --label "ERP de tienda"');
  withExamples(revoke, 'keys revoke 0a1b2c3d4e5f --ruc 20999999990');
  return command.addCommand(list).addCommand(issue).addCommand(revoke);
}

async function listKeys(environment: Environment, { ruc, json }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const state = await withSession(environment, ({ commands }) => commands.provider(ruc));
  if (state.registered === undefined) throw new Stop(`no hay un proveedor con RUC ${ruc}`, 'refused');
  const items = [...state.keys.values()].map(({ keyId, role, label, expiresAt, revoked }) => ({
    keyId,
    role,
    label,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    revoked,
  }));
  if (json === true) return printJson({ items });
  const rows = items.map(({ keyId, role, revoked, expiresAt, label }) => [
    keyId,
    role,
    stateOf(revoked, expiresAt),
    expiresAt === undefined ? 'sin vencimiento' : inLima(expiresAt),
    label,
  ]);
  for (const line of table([['LLAVE', 'ROL', 'ESTADO', 'VENCE', 'ETIQUETA'], ...rows])) print(line);
}

function stateOf(revoked: boolean, expiresAt: string | undefined): string {
  if (revoked) return 'revocada';
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(now()) ? 'vencida' : 'vigente';
}

async function issueOne(environment: Environment, { ruc, json, ...options }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const about = parsed(issueKey, options, asOption);
  const { key, keyId, secretHash } = newKey(ruc);
  const { expiresAt, ...rest } = about;
  const issued = { ...rest, keyId, secretHash, ...(expiresAt === undefined ? {} : { expiresAt }) };
  const { state } = await withSession(environment, async ({ commands }) =>
    accepted(await commands.onProvider(ruc, (known) => provider.issueKey(known, issued, { now: now() }), operator())),
  );
  const end = state.keys.get(keyId)?.expiresAt;
  if (json === true) return printJson({ keyId, ...rest, ...(end === undefined ? {} : { expiresAt: end }), key });
  if (end !== undefined) tell(`Vale hasta el ${inLima(end)} (hora de Lima).`);
  tell('Guárdela ahora: no se vuelve a mostrar.');
  print(key);
}

async function revokeOne(environment: Environment, keyId: string, { ruc }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onProvider(ruc, (state) => provider.revokeKey(state, keyId), operator()));
  });
  print(`Revocada: ${keyId}`);
}
