import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { Command, InvalidArgumentError } from 'commander';
import { print, tell } from '../output/print.ts';
import { writeSeed } from '../seed/index.ts';
import { now, withSession } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { withExamples } from './examples.ts';

interface Options {
  readonly claims: number;
  readonly seed: string;
  readonly from: string;
  readonly to?: string;
}

/** `foja seed`: believable, made-up claims. The same seed and dates make the same ledger. */
export function seedCommand(environment: Environment): Command {
  const command = new Command('seed')
    .description('llena el libro mayor con reclamos ficticios y verosímiles')
    .requiredOption('--claims <n>', 'cuántos', count)
    .option('--seed <semilla>', 'la misma semilla, con las mismas fechas, da los mismos datos', 'foja')
    .option('--from <fecha>', 'primera presentación', '2021-01-04')
    .option('--to <fecha>', 'última presentación; por defecto, hoy')
    .action((options: Options) => seed(environment, options));
  return withExamples(
    command,
    'seed --claims 1000',
    'seed --claims 50000 --seed demo --from 2021-01-04 --to 2026-10-31',
  );
}

async function seed(environment: Environment, { claims, seed, from, to }: Options): Promise<void> {
  const fromOn = startOf('--from', from);
  // Midnight: running it twice on one day makes the same data twice.
  const until = startOf('--to', to ?? limaDateOf(now()));
  if (until <= fromOn) throw new Stop('--to debe ser posterior a --from', 'wrong-use');
  if (Date.parse(until) > Date.parse(now())) throw new Stop('--to no puede estar en el futuro', 'wrong-use');
  let toldAt = Date.now();
  const told = (done: number) => {
    if (Date.now() - toldAt < 1_000) return;
    toldAt = Date.now();
    tell(`${done} de ${claims} reclamos`);
  };
  const report = await withSession(
    environment,
    ({ store, commands }) => writeSeed(store, { claims, seed, from: fromOn, to: until, law: commands.law() }, told),
    { mayBegin: true },
  );
  const perSecond = Math.round((report.claims / Math.max(report.durationMs, 1)) * 1000);
  if (report.repeated) print(`Ya estaba: ${report.claims} reclamos de la semilla "${seed}"; nada cambió.`);
  else print(`${report.claims} reclamos, ${report.events} eventos (${perSecond} reclamos por segundo)`);
  print('Para ver a los proveedores: npm run foja -- providers list');
}

function count(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('un entero de 1 a 99999999');
  return Number(text);
}

/** The first instant of the day in Lima. */
function startOf(option: string, date: string): string {
  try {
    return new Date(`${limaDateOf(`${date}T00:00:00-05:00`)}T00:00:00-05:00`).toISOString();
  } catch {
    throw new Stop(`${option}: no existe esa fecha; use AAAA-MM-DD`, 'wrong-use');
  }
}
