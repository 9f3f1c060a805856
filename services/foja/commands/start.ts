import { Command } from 'commander';
import { PARTS } from '../background/parts.ts';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja start`: the server, until SIGTERM or SIGINT. */
export function startCommand(environment: Environment): Command {
  const command = new Command('start')
    .description('inicia el servidor; en un libro vacío registra un proveedor de demostración')
    .option('--no-demo', 'sin el proveedor de demostración')
    .option('--only <partes>', `solo estas partes, por comas: ${PARTS.join(', ')}`)
    .addHelpText('after', processes)
    .action(async (options: { demo: boolean; only?: string }) => {
      // Loaded only here: every other command is quicker without the HTTP server.
      const { start } = await import('../start.ts');
      await start(environment, options);
    });
  return withExamples(command, 'start', 'start --no-demo', 'start --only api', 'start --only projections,sealer,mail');
}

const processes = `
Con --only la casa corre en varios procesos sobre una misma DATABASE_URL, con la misma PUBLIC_URL: cuantos se quiera con api,
y de cada otra parte uno que trabaja y los que haga falta en espera; si muere el que trabaja, otro sigue en menos de 10 s.
Todos comparten DATA_DIR; con S3_URL y SMTP_URL basta que la compartan api, case-files y retention, y los demás necesitan
entonces TRACKING_KEY, MASTER_KEY, LEDGER_KEY y OPERATOR_KEY. Un proceso sin api solo contesta /healthz, /readyz (con sus
partes) y /metrics.`;
