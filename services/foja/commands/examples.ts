import type { Command } from 'commander';

/** Examples under the help of a command. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  return command.addHelpText('after', `\nEjemplos:\n${lines.map((line) => `  $ npm run foja -- ${line}`).join('\n')}`);
}
