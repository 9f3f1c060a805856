import { newAuditorKey } from '@foja/api/api-key.ts';
import { grantAccess, issueAuditor } from '@foja/contracts/http/bodies.ts';
import { ofAuditor, ofProvider } from '@foja/contracts/http/parameters.ts';
import * as auditor from '@foja/domain/auditor/index.ts';
import { Command } from 'commander';
import { inLima } from '../output/dates.ts';
import { print, printJson, table, tell } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { now, operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly ruc: string;
  readonly json?: boolean;
  readonly expiresAt?: string;
}

/** `foja auditors list|issue|grant|withdraw|revoke`: keys that only read, over several providers. */
export function auditorsCommand(environment: Environment): Command {
  const command = new Command('auditors').description(
    'las llaves de auditores, que solo leen, sobre varios proveedores',
  );
  const list = new Command('list')
    .description('los auditores, y lo que lee cada uno')
    .option('--json', 'como JSON')
    .action((options: Partial<Options>) => listAuditors(environment, options.json === true));
  const issue = new Command('issue')
    .description('emite una llave y la muestra una sola vez')
    .requiredOption('--label <etiqueta>', 'quién audita')
    .requiredOption('--ruc <ruc...>', 'de cada proveedor que lee')
    .option('--expires-at <instante>', 'hasta cuándo, con zona')
    .option('--json', 'como JSON')
    .action((options: Omit<Options, 'ruc'> & { ruc: string[] }) => issueOne(environment, options));
  const grant = new Command('grant')
    .description('le deja leer a un proveedor más, o cambia hasta cuándo lo lee')
    .argument('<auditorId>')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .option('--expires-at <instante>', 'hasta cuándo, con zona; sin esto, hasta que se le retire')
    .action((auditorId: string, options: Options) => grantOne(environment, auditorId, options));
  const withdraw = new Command('withdraw')
    .description('deja de leer a ese proveedor, desde ahora')
    .argument('<auditorId>')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .action((auditorId: string, options: Options) => withdrawOne(environment, auditorId, options));
  const revoke = new Command('revoke')
    .description('revoca la llave: deja de valer desde ahora, y para siempre')
    .argument('<auditorId>')
    .action((auditorId: string) => revokeOne(environment, auditorId));
  withExamples(list, 'auditors list');
  withExamples(
    issue,
    'auditors issue --label "Auditora Ficticia" --ruc 20999999990 20999999001 \\\n        --expires-at 2027-03-31T23:59:59-05:00',
  );
  withExamples(grant, 'auditors grant 7k2m9q4x1c0b --ruc 20999999001 --expires-at 2027-06-30T23:59:59-05:00');
  withExamples(withdraw, 'auditors withdraw 7k2m9q4x1c0b --ruc 20999999001');
  withExamples(revoke, 'auditors revoke 7k2m9q4x1c0b');
  for (const one of [list, issue, grant, withdraw, revoke]) command.addCommand(one);
  return command;
}

async function listAuditors(environment: Environment, json: boolean): Promise<void> {
  const auditors = await withSession(environment, ({ commands }) => commands.auditors());
  const at = now();
  const items = auditors.map(({ issued, revoked, access }) => ({
    auditorId: issued?.auditorId ?? '',
    label: issued?.label ?? '',
    revoked,
    access: [...access].map(([ruc, one]) => ({ ruc, ...one, inForce: !revoked && auditor.isInForce(one, at) })),
  }));
  if (json) return printJson({ items });
  const rows = items.flatMap(({ auditorId, label, revoked, access }) => {
    const whole = revoked ? 'revocada' : 'sin proveedores';
    if (access.length === 0) return [[auditorId, whole, '', '', label]];
    return access.map(({ ruc, inForce, expiresAt }) => {
      const state = revoked ? 'revocada' : inForce ? 'vigente' : 'vencida';
      return [auditorId, state, ruc, expiresAt === undefined ? 'sin vencimiento' : inLima(expiresAt), label];
    });
  });
  for (const line of table([['AUDITOR', 'ESTADO', 'RUC', 'VENCE', 'ETIQUETA'], ...rows])) print(line);
}

async function issueOne(
  environment: Environment,
  { ruc: rucs, label, expiresAt, json }: Omit<Options, 'ruc'> & { ruc: string[]; label?: string },
): Promise<void> {
  const given = { label, rucs, ...(expiresAt === undefined ? {} : { expiresAt }) };
  const body = parsed(issueAuditor, given, (field) => asOption(field.replace(/^rucs\b.*/, 'ruc')));
  const { key, keyId: auditorId, secretHash } = newAuditorKey();
  const issued = { ...body, auditorId, secretHash };
  await withSession(environment, async ({ commands }) => {
    accepted(
      await commands.onAuditor(
        auditorId,
        (state, around) => auditor.issueAuditorKey(state, issued, around),
        operator(),
      ),
    );
  });
  if (json === true) return printJson({ auditorId, ...body, key });
  tell('Guárdela ahora: no se vuelve a mostrar.');
  print(key);
}

async function grantOne(environment: Environment, id: string, { ruc, expiresAt }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const given = { auditorId: id, ...(expiresAt === undefined ? {} : { expiresAt }) };
  const body = parsed(grantAccess, given, nameOf);
  const access = { ruc, expiresAt: body.expiresAt };
  await withSession(environment, async ({ commands }) => {
    const decide = (state: auditor.AuditorState, around: auditor.Surroundings) =>
      auditor.grantAccess(state, access, around);
    accepted(await commands.onAuditor(body.auditorId, decide, operator()));
  });
  print(
    `${id} lee a ${ruc} ${body.expiresAt === undefined ? 'sin vencimiento' : `hasta el ${inLima(body.expiresAt)} (hora de Lima)`}`,
  );
}

async function withdrawOne(environment: Environment, id: string, { ruc }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const { auditorId } = parsed(ofAuditor, { auditorId: id }, nameOf);
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onAuditor(auditorId, (state) => auditor.withdrawAccess(state, ruc), operator()));
  });
  print(`${id} ya no lee a ${ruc}`);
}

async function revokeOne(environment: Environment, id: string): Promise<void> {
  const { auditorId } = parsed(ofAuditor, { auditorId: id }, nameOf);
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onAuditor(auditorId, (state) => auditor.revokeAuditorKey(state), operator()));
  });
  print(`Revocada: ${id}`);
}

function nameOf(field: string): string {
  return field === 'auditorId' ? '<auditorId>' : asOption(field);
}
