import { closeBook, openBook } from '@foja/contracts/http/bodies.ts';
import { ofBook, ofProvider } from '@foja/contracts/http/parameters.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import * as provider from '@foja/domain/provider/index.ts';
import { Command, Option } from 'commander';
import { v4 as uuid } from 'uuid';
import { print, printJson, table } from '../output/print.ts';
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

/** `foja books list|open|close`. */
export function booksCommand(environment: Environment): Command {
  const command = new Command('books').description('los libros de un proveedor');
  const list = new Command('list')
    .description('los libros de un proveedor')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .option('--json', 'como JSON')
    .action((options: Options) => listBooks(environment, options));
  const open = new Command('open')
    .description('abre un libro')
    .requiredOption('--ruc <ruc>', 'del proveedor')
    .requiredOption('--code <código>', 'código de identificación, único dentro del proveedor')
    .requiredOption('--establishment <nombre>', 'establecimiento o canal')
    .requiredOption('--address <domicilio>', 'del establecimiento')
    .addOption(
      new Option('--channel <canal>', 'virtual, o de respaldo (backup)')
        .choices(['virtual', 'backup'])
        .default('virtual'),
    )
    .option('--first-number <n>', 'número de la primera hoja, si el libro viene de otro sistema', Number)
    .action((options: Options) => openOne(environment, options));
  const close = new Command('close')
    .description('cierra un libro: no recibe más hojas, y conserva las que tiene')
    .argument('<bookId>')
    .requiredOption('--reason <motivo>', 'por qué')
    .action((bookId: string, options: { reason: string }) => closeOne(environment, bookId, options));
  withExamples(list, 'books list --ruc 20999999990');
  withExamples(
    open,
    'books open --ruc 20999999990 --code LIM-02 --establishment "Tienda Miraflores" --address "Av. Ficticia 456, Lima"',
  );
  withExamples(close, 'books close 6a1f0a0e-… --reason "cierre de la tienda"');
  return command.addCommand(list).addCommand(open).addCommand(close);
}

async function listBooks(environment: Environment, { ruc, json }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const state = await withSession(environment, ({ commands }) => commands.provider(ruc));
  if (state.registered === undefined) throw new Stop(`no hay un proveedor con RUC ${ruc}`, 'refused');
  const items = [...state.books.values()];
  if (json === true) return printJson({ items });
  const rows = items.map(({ bookId, code, channel, closed, establishment }) => [
    bookId,
    code,
    channel,
    closed ? 'cerrado' : 'abierto',
    establishment,
  ]);
  for (const line of table([['LIBRO', 'CÓDIGO', 'CANAL', 'ESTADO', 'ESTABLECIMIENTO'], ...rows])) print(line);
}

async function openOne(environment: Environment, { ruc, ...options }: Options): Promise<void> {
  parsed(ofProvider, { ruc }, asOption);
  const book = parsed(openBook, options, asOption);
  const opened = { ...book, bookId: uuid(), firstYear: Number(limaDateOf(now()).slice(0, 4)) };
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onProvider(ruc, (state) => provider.openBook(state, opened), operator()));
  });
  print(opened.bookId);
}

async function closeOne(environment: Environment, id: string, options: { reason: string }): Promise<void> {
  const { bookId } = parsed(ofBook, { bookId: id }, (field) => `<${field}>`);
  const { reason } = parsed(closeBook, options, asOption);
  await withSession(environment, async ({ commands }) => {
    const ruc = await commands.ownerOf(bookId);
    if (ruc === undefined) throw new Stop(`no existe el libro ${bookId}`, 'refused');
    accepted(await commands.onProvider(ruc, (state) => provider.closeBook(state, { bookId, reason }), operator()));
  });
  print(`Cerrado: ${bookId}`);
}
