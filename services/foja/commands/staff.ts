import { StaffAddedV1, staffRole } from '@foja/contracts/events/staff.ts';
import { ofProvider } from '@foja/contracts/http/parameters.ts';
import type { StaffMember } from '@foja/domain/provider/index.ts';
import type { Staff } from '@foja/web/staff/index.ts';
import { Command, Option } from 'commander';
import { print, printJson, table, tell } from '../output/print.ts';
import { readModelPool } from '../read-models.ts';
import { accepted } from '../refusal.ts';
import { derived, loadSecrets } from '../secrets.ts';
import { now, operator, type Session, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly ruc: string;
  readonly role?: string;
  readonly name?: string;
  readonly email?: string;
  readonly json?: boolean;
}

/** `foja staff list|add|link|reset-factor`: the people of a provider; the first administrator has nobody else to be added by. */
export function staffCommand(environment: Environment): Command {
  const command = new Command('staff').description('las personas que entran al panel de un proveedor');
  const list = new Command('list')
    .description('el equipo de un proveedor')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .option('--json', 'como JSON')
    .action((options: Options) => listStaff(environment, options));
  const add = new Command('add')
    .description('suma a alguien y muestra el enlace con que elige su contraseña')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .addOption(new Option('--role <rol>', 'qué puede hacer').choices(staffRole.options).default('admin'))
    .requiredOption('--name <nombre>', 'de la persona')
    .requiredOption('--email <correo>', 'con que entra')
    .option('--json', 'como JSON')
    .action((options: Options) => addOne(environment, options));
  const link = new Command('link')
    .description('otro enlace, para quien olvidó su contraseña o perdió su teléfono')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .requiredOption('--email <correo>', 'con que entra')
    .option('--json', 'como JSON')
    .action((options: Options) => linkFor(environment, options));
  const reset = new Command('reset-factor')
    .description('quita el teléfono del segundo paso a quien lo perdió con sus códigos; su contraseña sigue valiendo')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .requiredOption('--email <correo>', 'con que entra')
    .option('--json', 'como JSON')
    .action((options: Options) => resetFactor(environment, options));
  withExamples(list, 'staff list --ruc 20999999990');
  withExamples(add, 'staff add --ruc 20999999990 --role admin --name "Ana Ficticia" --email ana@tienda.example');
  withExamples(link, 'staff link --ruc 20999999990 --email ana@tienda.example');
  withExamples(reset, 'staff reset-factor --ruc 20999999990 --email ana@tienda.example');
  return command.addCommand(list).addCommand(add).addCommand(link).addCommand(reset);
}

async function listStaff(environment: Environment, { ruc, json }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const { staff } = await withSession(environment, ({ commands }) => commands.provider(ruc));
  const items = [...staff.values()].filter(({ removed }) => !removed);
  if (json === true)
    return printJson({ items: items.map(({ staffId, role, name, email }) => ({ staffId, role, name, email })) });
  for (const line of table([
    ['ROL', 'CORREO', 'NOMBRE'],
    ...items.map(({ role, email, name }) => [role, email, name]),
  ])) {
    print(line);
  }
}

async function addOne(environment: Environment, { ruc, json, ...options }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const { role, name, email } = options;
  const person = parsed(StaffAddedV1.omit({ staffId: true }), { role, name, email }, asOption);
  await withStaff(environment, async (staff, session) => {
    const added = await staff.add(ruc, { ...person, email: person.email.toLowerCase() }, operator());
    if (!added.ok) return accepted(added);
    handOut(session, added.invitation, { json, staffId: added.staffId });
  });
}

async function linkFor(environment: Environment, options: Options): Promise<void> {
  await withMember(environment, options, async (staff, session, { staffId }) => {
    handOut(session, await staff.invite(staffId), { json: options.json, staffId });
  });
}

async function resetFactor(environment: Environment, options: Options): Promise<void> {
  await withMember(environment, options, async (staff, _session, { staffId }) => {
    await staff.resetSecondFactor(staffId);
    if (options.json === true) return printJson({ staffId, secondFactor: 'off' });
    print('Se quitó su teléfono y se cerraron sus sesiones. Al entrar con su contraseña podrá activar otro.');
  });
}

async function withMember(
  environment: Environment,
  { ruc, email }: Options,
  work: (staff: Staff, session: Session, member: StaffMember) => Promise<void>,
): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  await withStaff(environment, async (staff, session) => {
    const { staff: members } = await session.commands.provider(ruc);
    const member = [...members.values()].find((one) => !one.removed && one.email === email?.toLowerCase());
    if (member === undefined) throw new Stop(`no hay nadie con ese correo en el equipo de ${ruc}`, 'refused');
    await work(staff, session, member);
  });
}

function handOut(
  { settings }: Session,
  token: string,
  { json, staffId }: { json: boolean | undefined; staffId: string },
) {
  const base = settings.publicUrl ?? `http://localhost:${settings.port}`;
  const link = `${base}/panel/invitacion/${token}`;
  if (json === true) return printJson({ staffId, link });
  tell('Entrégueselo a esa persona y a nadie más: sirve una vez, durante tres días, y no se vuelve a mostrar.');
  print(link);
}

async function withStaff<T>(
  environment: Environment,
  work: (staff: Staff, session: Session) => Promise<T>,
): Promise<T> {
  const { openStaff } = await import('@foja/web/staff/index.ts');
  return withSession(environment, async (session) => {
    const { settings, commands, appUrl } = session;
    const pool = readModelPool(appUrl);
    try {
      const { trackingKey } = loadSecrets(settings);
      const staff = await openStaff({ pool, commands, clock: now, secret: derived(trackingKey, 'staff') });
      return await work(staff, session);
    } finally {
      await pool.end();
    }
  });
}
