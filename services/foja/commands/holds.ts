import { holdGround } from '@foja/contracts/events/keeping.ts';
import { liftHold as liftHoldBody, placeHold as placeHoldBody } from '@foja/contracts/http/keeping.ts';
import { liftHold, placeHold } from '@foja/domain/claim/index.ts';
import { Command, Option } from 'commander';
import { print, printJson, table } from '../output/print.ts';
import { accepted } from '../refusal.ts';
import { operator, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';
import { asOption, parsed } from './fields.ts';

interface Options {
  readonly ground?: string;
  readonly reference?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

/** `foja holds list|place|lift`: legal holds on a claim; while one stands, nothing of it is erased. */
export function holdsCommand(environment: Environment): Command {
  const command = new Command('holds').description(
    'las retenciones legales de un reclamo: mientras haya una, nada se borra',
  );
  const list = new Command('list')
    .description('las retenciones de un reclamo')
    .argument('<claimId>')
    .option('--json', 'como JSON')
    .action((claimId: string, options: Options) => listHolds(environment, claimId, options));
  const place = new Command('place')
    .description('ordena conservar el expediente')
    .argument('<claimId>')
    .addOption(new Option('--ground <causa>', 'qué lo exige').choices(holdGround.options).makeOptionMandatory())
    .option('--reference <expediente>', 'número del expediente de la autoridad')
    .requiredOption('--reason <texto>', 'por qué; se borra con el reclamo')
    .action((claimId: string, options: Options) => placeOne(environment, claimId, options));
  const lift = new Command('lift')
    .description('levanta una retención')
    .argument('<claimId>')
    .argument('<número>')
    .requiredOption('--reason <texto>', 'por qué; se borra con el reclamo')
    .action((claimId: string, number: string, options: Options) => liftOne(environment, claimId, number, options));
  withExamples(list, 'holds list 5f0c2f1e-7d31-5a44-9b0e-2f6c1b7a9d10');
  withExamples(
    place,
    'holds place 5f0c2f1e-7d31-5a44-9b0e-2f6c1b7a9d10 --ground denuncia --reference "Exp. 812-2026/CC2" --reason "denuncia en trámite"',
  );
  withExamples(lift, 'holds lift 5f0c2f1e-7d31-5a44-9b0e-2f6c1b7a9d10 1 --reason "resolución firme"');
  return command.addCommand(list).addCommand(place).addCommand(lift);
}

async function listHolds(environment: Environment, claimId: string, { json }: Options): Promise<void> {
  const claim = await withSession(environment, ({ commands }) => commands.claim(claimId));
  if (claim === undefined) throw new Stop('no existe ese reclamo', 'refused');
  const { holds } = claim.state;
  if (json === true) return printJson({ items: holds });
  const rows = holds.map(({ holdNumber, ground, lifted }) => [
    String(holdNumber),
    ground,
    lifted ? 'levantada' : 'vigente',
  ]);
  for (const line of table([['Nº', 'CAUSA', 'ESTADO'], ...rows])) print(line);
}

async function placeOne(environment: Environment, claimId: string, options: Options): Promise<void> {
  const { ground, reference, reason } = options;
  const hold = parsed(placeHoldBody, { ground, reason, ...(reference === undefined ? {} : { reference }) }, asOption);
  await withSession(environment, async ({ commands }) => {
    const { state } = accepted(await commands.onClaim(claimId, (claim) => placeHold(claim, hold), operator()));
    print(`Retención ${state.state.holds.length}: vigente`);
  });
}

async function liftOne(environment: Environment, claimId: string, number: string, { reason }: Options): Promise<void> {
  if (!/^\d{1,6}$/.test(number)) throw new Stop('número: use el de foja holds list', 'wrong-use');
  const about = parsed(liftHoldBody, { reason }, asOption);
  const hold = { holdNumber: Number(number), ...about };
  await withSession(environment, async ({ commands }) => {
    accepted(await commands.onClaim(claimId, (claim) => liftHold(claim, hold), operator()));
    print(`Retención ${number}: levantada`);
  });
}
