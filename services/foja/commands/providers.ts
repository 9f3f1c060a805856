import { alsoWrong } from '@foja/api/also-wrong.ts';
import { sector } from '@foja/contracts';
import { registerProvider } from '@foja/contracts/http/bodies.ts';
import * as provider from '@foja/domain/provider/index.ts';
import { Command, Option } from 'commander';
import { print, printJson, table } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { operator, type Session, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

/** `foja providers list|register`. */
export function providersCommand(environment: Environment): Command {
  const command = new Command('providers').description('los proveedores y su registro');
  const list = new Command('list')
    .description('todos los proveedores, con sus libros y llaves')
    .option('--json', 'como JSON')
    .action((options: { json?: boolean }) => listProviders(environment, options.json === true));
  const register = new Command('register')
    .description('registra un proveedor')
    .requiredOption('--ruc <ruc>', 'once dígitos')
    .requiredOption('--legal-name <nombre>', 'razón social')
    .option('--trade-name <nombre>', 'nombre comercial')
    .requiredOption('--address <domicilio>', 'domicilio fiscal')
    .requiredOption('--email <correo>', 'correo de contacto')
    .addOption(new Option('--sector <sector>', 'quién lo supervisa').choices(sector.options).default('general'))
    .action((options: object) => registerOne(environment, options));
  withExamples(list, 'providers list');
  withExamples(
    register,
    'providers register --ruc 20999999990 --legal-name "Tienda de Ejemplo S.A.C." \\\n        --address "Av. Ficticia 123, Lima" --email libro@ejemplo.pe --sector general',
  );
  return command.addCommand(list).addCommand(register);
}

async function listProviders(environment: Environment, json: boolean): Promise<void> {
  const providers = await withSession(environment, ({ commands }) =>
    Promise.all(commands.rucs().map((ruc) => commands.provider(ruc))),
  );
  const items = providers.flatMap(({ registered, books, keys }) =>
    registered === undefined
      ? []
      : [{ ...registered, books: books.size, keys: [...keys.values()].filter(({ revoked }) => !revoked).length }],
  );
  if (json) return printJson({ items });
  const rows = items.map(({ ruc, sector, books, keys, legalName }) => [
    ruc,
    sector,
    String(books),
    String(keys),
    legalName,
  ]);
  for (const line of table([['RUC', 'SECTOR', 'LIBROS', 'LLAVES', 'RAZÓN SOCIAL'], ...rows])) print(line);
}

async function registerOne(environment: Environment, options: object): Promise<void> {
  const body = parsed(registerProvider, options, asOption, (typed) => alsoWrong('registerProvider', typed));
  const register = async ({ commands }: Session) => {
    accepted(await commands.onProvider(body.ruc, (state) => provider.registerProvider(state, body), operator()));
  };
  await withSession(environment, register, { mayBegin: true });
  print(`Registrado: ${body.legalName} (RUC ${body.ruc})`);
}
