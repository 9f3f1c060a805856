import { Command } from 'commander';
import type { Environment } from '../settings.ts';
import { withExamples } from './examples.ts';

/** `foja start`: the server, until SIGTERM or SIGINT. */
export function startCommand(environment: Environment): Command {
  const command = new Command('start')
    .description('inicia el servidor; en un libro vacío registra un proveedor de demostración')
    .option('--no-demo', 'sin el proveedor de demostración')
    .action(async (options: { demo: boolean }) => {
      // Loaded only here: every other command is quicker without the HTTP server.
      const { start } = await import('../start.ts');
      await start(environment, options);
    });
  return withExamples(command, 'start', 'start --no-demo');
}
